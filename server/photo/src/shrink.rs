//! A picture made smaller by a whole factor, each pixel the mean of a square: what a JPEG's own fractions are for the
//! formats that have none. Row by row, or inside the memory that the whole picture has.

use crate::need::SHOWN_LONGEST;
use crate::raster::{Layout, Raster};

/// The largest power of two that leaves the long side as long as what is shown.
pub(crate) fn factor(width: u32, height: u32) -> usize {
    let long = width.max(height);
    [8, 4, 2]
        .into_iter()
        .find(|factor| long / factor >= SHOWN_LONGEST)
        .unwrap_or(1) as usize
}

/// Rows come in from above; the smaller picture comes out.
pub(crate) struct Shrink {
    factor: usize,
    width: usize,
    height: usize,
    layout: Layout,
    sums: Vec<u32>,
    rows: usize,
    pixels: Vec<u8>,
}

impl Shrink {
    pub fn new(width: u32, height: u32, layout: Layout) -> Shrink {
        let factor = factor(width, height);
        let (width, height) = (width as usize, height as usize);
        let line = width.div_ceil(factor) * layout.channels();
        Shrink {
            factor,
            width,
            height,
            layout,
            sums: vec![0; line],
            rows: 0,
            pixels: Vec::with_capacity(line * height.div_ceil(factor)),
        }
    }

    /// A row of another length, or one too many, is left out: the result is not whole then.
    pub fn row(&mut self, row: &[u8]) {
        if row.len() != self.width * self.layout.channels() || self.rows == self.height {
            return;
        }
        if self.factor == 1 {
            self.rows += 1;
            self.pixels.extend_from_slice(row);
            return;
        }
        add(&mut self.sums, row, self.layout, self.factor);
        self.rows += 1;
        let high = (self.rows - 1) % self.factor + 1;
        if high == self.factor || self.rows == self.height {
            let means = Means::of(self.width, high, self.factor);
            let start = self.pixels.len();
            self.pixels.resize(start + self.sums.len(), 0);
            means.write(&mut self.sums, self.layout, &mut self.pixels[start..]);
        }
    }

    pub fn finish(self) -> Raster {
        Raster {
            pixels: self.pixels,
            width: self.width.div_ceil(self.factor) as u32,
            height: self.height.div_ceil(self.factor) as u32,
            layout: self.layout,
        }
    }
}

/// The picture is whole; what is not needed any more is given back.
pub(crate) fn in_place(raster: Raster) -> Raster {
    let factor = factor(raster.width, raster.height);
    if factor == 1 || !raster.is_whole() {
        return raster;
    }
    let (width, height) = (raster.width as usize, raster.height as usize);
    let (layout, mut pixels) = (raster.layout, raster.pixels);
    let (line, short) = (
        width * layout.channels(),
        width.div_ceil(factor) * layout.channels(),
    );
    let mut sums = vec![0; short];
    let mut end = 0;
    for top in (0..height).step_by(factor) {
        let high = factor.min(height - top);
        for row in top..top + high {
            let from = row * line;
            add(&mut sums, &pixels[from..from + line], layout, factor);
        }
        // Never behind what was just read.
        Means::of(width, high, factor).write(&mut sums, layout, &mut pixels[end..end + short]);
        end += short;
    }
    pixels.truncate(end);
    pixels.shrink_to_fit();
    Raster {
        pixels,
        width: width.div_ceil(factor) as u32,
        height: height.div_ceil(factor) as u32,
        layout,
    }
}

fn add(sums: &mut [u32], row: &[u8], layout: Layout, factor: usize) {
    match layout {
        Layout::Luma => {
            for (sum, values) in sums.iter_mut().zip(row.chunks(factor)) {
                *sum += values.iter().map(|value| u32::from(*value)).sum::<u32>();
            }
        }
        Layout::Rgb => {
            let (sums, _) = sums.as_chunks_mut::<3>();
            for (sum, values) in sums.iter_mut().zip(row.chunks(3 * factor)) {
                for pixel in values.as_chunks::<3>().0 {
                    for (sum, value) in sum.iter_mut().zip(pixel) {
                        *sum += u32::from(*value);
                    }
                }
            }
        }
    }
}

/// How many pixels each sum is of: the last square of a row may be narrower.
struct Means {
    full: u32,
    last: u32,
}

impl Means {
    fn of(width: usize, high: usize, factor: usize) -> Means {
        let last = (width - 1) % factor + 1;
        Means {
            full: (factor * high) as u32,
            last: (last * high) as u32,
        }
    }

    /// The sums are zero again afterwards.
    fn write(&self, sums: &mut [u32], layout: Layout, to: &mut [u8]) {
        let last = sums.len() - layout.channels();
        for (at, (sum, to)) in sums.iter_mut().zip(to).enumerate() {
            let count = if at < last { self.full } else { self.last };
            *to = ((*sum + count / 2) / count) as u8;
            *sum = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_factor_leaves_what_is_shown() {
        let table = [
            ((3199, 2000), 1),
            ((3200, 1), 2),
            ((1, 6399), 2),
            ((6400, 6400), 4),
            ((8192, 6144), 4),
            ((12_800, 1), 8),
            ((1, 16_384), 8),
        ];
        for ((width, height), expected) in table {
            assert_eq!(factor(width, height), expected, "{width} x {height}");
        }
    }

    /// By both ways, and each mean by hand.
    #[test]
    fn every_pixel_is_the_mean_of_its_square() {
        for (width, height, layout) in [
            (3203_u32, 5_u32, Layout::Luma),
            (3203, 5, Layout::Rgb),
            (7, 6401, Layout::Rgb),
        ] {
            let channels = layout.channels();
            let size = (width * height) as usize * channels;
            let pixels: Vec<u8> = (0..size).map(|at| (at * 7 % 251) as u8).collect();
            let mut rows = Shrink::new(width, height, layout);
            for row in pixels.chunks(width as usize * channels) {
                rows.row(row);
            }
            let rows = rows.finish();
            let whole = in_place(Raster {
                pixels: pixels.clone(),
                width,
                height,
                layout,
            });
            assert!(rows.is_whole() && whole.is_whole());
            assert_eq!(rows.pixels, whole.pixels);
            let factor = factor(width, height) as u32;
            for (x, y) in [
                (0, 0),
                (rows.width - 1, rows.height - 1),
                (rows.width / 2, 0),
            ] {
                for channel in 0..channels {
                    let square = (y * factor..((y + 1) * factor).min(height)).flat_map(|row| {
                        (x * factor..((x + 1) * factor).min(width)).map(move |column| (row, column))
                    });
                    let values: Vec<u32> = square
                        .map(|(row, column)| {
                            u32::from(pixels[(row * width + column) as usize * channels + channel])
                        })
                        .collect();
                    let count = values.len() as u32;
                    let mean = (values.iter().sum::<u32>() + count / 2) / count;
                    let at = (y * rows.width + x) as usize * channels + channel;
                    assert_eq!(u32::from(rows.pixels[at]), mean, "{x} {y} {channel}");
                }
            }
        }
    }

    #[test]
    fn rows_that_do_not_fit_leave_it_unfinished() {
        let mut shrink = Shrink::new(4, 2, Layout::Luma);
        shrink.row(&[1, 2, 3, 4]);
        shrink.row(&[1, 2, 3]);
        assert!(!shrink.finish().is_whole());
        let mut shrink = Shrink::new(1, 1, Layout::Luma);
        shrink.row(&[9]);
        shrink.row(&[9]);
        assert_eq!(shrink.finish().pixels, [9]);
    }
}
