"""Draws the small pictures of corpus/photo, and the EXIF blocks of corpus/exif, from the fixture city's photos: every way a file of each format can be built.

Run once, with Pillow 12; what it wrote is committed. `python3 pictures.py` in this folder writes it again.
"""

import struct
import zlib
from pathlib import Path

from PIL import Image

HERE = Path(__file__).parent
OUT = HERE / "corpus" / "photo"
SCENE = HERE.parent.parent / "fixtures" / "photos"


def small(name, size=(48, 36)):
    return Image.open(SCENE / f"{name}.jpg").convert("RGB").resize(size)


def exif(orientation):
    block = Image.Exif()
    block[0x010F] = "A"
    block[0x0110] = "A 1"
    block[0x0112] = orientation
    block[0x0132] = "2026:03:02 09:00:00"
    taken = block.get_ifd(0x8769)
    taken[0x9003] = "2026:03:02 09:00:00"
    taken[0x9011] = "+08:00"
    taken[0x9291] = "25"
    place = block.get_ifd(0x8825)
    place[1], place[2] = "N", (34.0, 34.0, 51.14)
    place[3], place[4] = "E", (105.0, 44.0, 2.58)
    place[31] = 8.0
    return block


def interlaced(picture):
    """Adam7, which Pillow reads but does not write."""
    passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    width, height = picture.size
    rows = b""
    for left, top, right, down in passes:
        for y in range(top, height, down):
            row = bytes(picture.getpixel((x, y)) for x in range(left, width, right))
            rows += b"\0" + row if row else b""

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 1)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    adverts, cars, rubble = small("illegal-adverts-before"), small("parked-cars-before"), small("rubble-before")

    adverts.save(OUT / "baseline.jpg", quality=60, exif=exif(6))
    cars.save(OUT / "progressive.jpg", quality=60, progressive=True)
    rubble.convert("L").save(OUT / "grey.jpg", quality=60)
    adverts.convert("CMYK").save(OUT / "cmyk.jpg", quality=50)
    cars.save(OUT / "full-colour.jpg", quality=50, subsampling=0, restart_marker_blocks=2)
    rubble.save(OUT / "half-colour.jpg", quality=50, subsampling=1, optimize=True, comment=b"a comment")
    small("litter-before", (1, 1)).save(OUT / "one-pixel.jpg", quality=50)
    small("litter-before", (400, 3)).save(OUT / "strip.jpg", quality=30)

    adverts.save(OUT / "colour.png", exif=exif(3))
    cars.convert("L").save(OUT / "grey.png")
    rubble.quantize(16).save(OUT / "palette.png")
    adverts.convert("1").save(OUT / "one-bit.png")
    cars.convert("LA").save(OUT / "grey-alpha.png")
    see_through = rubble.copy()
    see_through.putalpha(rubble.convert("L"))
    see_through.save(OUT / "alpha.png")
    rubble.convert("I;16").save(OUT / "sixteen-bits.png")
    adverts.quantize(4).save(OUT / "few-colours.png", transparency=1)

    (OUT / "interlaced.png").write_bytes(interlaced(cars.convert("L").resize((17, 13))))

    adverts.save(OUT / "lossy.webp", quality=40, exif=exif(8))
    cars.save(OUT / "lossless.webp", lossless=True)
    see_through.save(OUT / "alpha.webp", quality=40)
    see_through.save(OUT / "alpha-lossless.webp", lossless=True)
    adverts.save(OUT / "animation.webp", save_all=True, append_images=[cars, rubble], quality=30)

    blocks = HERE / "corpus" / "exif"
    blocks.mkdir(exist_ok=True)
    for orientation, endian in [(6, "<"), (3, ">")]:
        block = exif(orientation)
        block.endian = endian
        name = {"<": "intel", ">": "motorola"}[endian]
        (blocks / f"{name}.tiff").write_bytes(block.tobytes().removeprefix(b"Exif\0\0"))


main()
