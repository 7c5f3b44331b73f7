"""The same work as `derive` through libvips, for examples/stages.rs: one pass for each line read, one answer a line.

Not part of the product: it needs the PyPI packages pyvips and pyvips-binary. Started with VIPS_CONCURRENCY=1.
"""

import sys
import time

import pyvips

pyvips.cache_set_max(0)
data = open(sys.argv[1], "rb").read()


def one_pass():
    display = pyvips.Image.thumbnail_buffer(data, 1600, height=1600, size="down").copy_memory()
    display.jpegsave_buffer(Q=82, keep="none")
    # From the display copy, as we do it: kinder to libvips than reading the photo a second time.
    thumbnail = display.thumbnail_image(400, height=400, size="down").copy_memory()
    thumbnail.jpegsave_buffer(Q=75, keep="none")
    grey = thumbnail.colourspace("b-w").thumbnail_image(9, height=8, size="force").write_to_memory()
    return sum(1 << n for n in range(64) if grey[n // 8 * 9 + n % 8] < grey[n // 8 * 9 + n % 8 + 1])


def status(key):
    for line in open("/proc/self/status"):
        if line.startswith(key):
            return int(line.split()[1]) / 1024


print(pyvips.version(0), pyvips.version(1), pyvips.version(2), flush=True)
for _ in sys.stdin:
    open("/proc/self/clear_refs", "w").write("5")
    before = status("VmRSS")
    wall, cpu = time.perf_counter(), time.process_time()
    one_pass()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    print(wall * 1000, cpu * 1000, status("VmHWM") - before, flush=True)
