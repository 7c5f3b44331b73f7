//! Draws a photo as dense as a phone's: several scales of light and dark, edges, and the grain of a sensor, so that
//! the JPEG is as large as a real one and costs as much to decode.

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

/// As phones write it: quality 90, colour at half the resolution.
pub fn photo(width: usize, height: usize) -> Vec<u8> {
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    let layers: Vec<Layer> = [(512, 70.0), (128, 36.0), (32, 20.0), (8, 12.0), (3, 9.0)]
        .into_iter()
        .map(|(cell, strength)| Layer::new(&mut random, width, height, cell, strength))
        .collect();
    let mut pixels = Vec::with_capacity(width * height * 3);
    for y in 0..height {
        for x in 0..width {
            let light: f32 = layers.iter().map(|layer| layer.at(x, y)).sum();
            let wall = if (x / 173 + y / 131) % 5 == 0 {
                35.0
            } else {
                0.0
            };
            let grain = random.centred() * 9.0;
            let warm = layers[1].at(y, x) * 0.4;
            for tint in [warm, 0.0, -warm] {
                pixels.push((118.0 + light + wall + grain + tint).clamp(0.0, 255.0) as u8);
            }
        }
    }
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, 90);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    encoder
        .encode(&pixels, width as u16, height as u16, ColorType::Rgb)
        .expect("an encoded photo");
    file
}

/// Random values on a grid, smooth between its points.
struct Layer {
    cell: usize,
    strength: f32,
    columns: usize,
    points: Vec<f32>,
}

impl Layer {
    fn new(random: &mut Random, width: usize, height: usize, cell: usize, strength: f32) -> Self {
        // Square, so that it can also be read on its side.
        let columns = width.max(height) / cell + 2;
        let points = (0..columns * columns).map(|_| random.centred()).collect();
        Layer {
            cell,
            strength,
            columns,
            points,
        }
    }

    fn at(&self, x: usize, y: usize) -> f32 {
        let (column, row) = (x / self.cell, y / self.cell);
        let across = (x % self.cell) as f32 / self.cell as f32;
        let down = (y % self.cell) as f32 / self.cell as f32;
        let point = |column, row| self.points[row * self.columns + column];
        let above = point(column, row) * (1.0 - across) + point(column + 1, row) * across;
        let below = point(column, row + 1) * (1.0 - across) + point(column + 1, row + 1) * across;
        (above * (1.0 - down) + below * down) * self.strength
    }
}

struct Random(u64);

impl Random {
    /// From -1 to 1.
    fn centred(&mut self) -> f32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 40) as f32 / (1 << 23) as f32 - 1.0
    }
}
