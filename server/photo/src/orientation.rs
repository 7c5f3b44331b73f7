//! How a picture must be turned to stand upright, as EXIF counts it (1 to 8), and the turning itself.

/// The EXIF orientation: 1 is upright already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Orientation(u8);

impl Orientation {
    pub const UPRIGHT: Orientation = Orientation(1);

    /// Numbers that EXIF does not know are cameras' mistakes and mean nothing is to be turned.
    pub fn from_exif(number: u32) -> Self {
        match number {
            1..=8 => Orientation(number as u8),
            _ => Orientation::UPRIGHT,
        }
    }

    pub fn number(self) -> u8 {
        self.0
    }

    /// Whether width and height change places.
    pub fn lies_on_its_side(self) -> bool {
        self.0 >= 5
    }

    pub fn upright_size(self, width: u32, height: u32) -> (u32, u32) {
        if self.lies_on_its_side() {
            (height, width)
        } else {
            (width, height)
        }
    }

    /// Turns rows of pixels of `N` bytes; done on the small copy, where it costs next to nothing.
    pub(crate) fn turn<const N: usize>(self, pixels: Vec<u8>, width: u32, height: u32) -> Vec<u8> {
        if self == Orientation::UPRIGHT {
            return pixels;
        }
        let (width, height) = (width as usize, height as usize);
        let (new_width, new_height) = if self.lies_on_its_side() {
            (height, width)
        } else {
            (width, height)
        };
        let (from, _) = pixels.as_chunks::<N>();
        let mut turned = Vec::with_capacity(pixels.len());
        for y in 0..new_height {
            for x in 0..new_width {
                let (from_x, from_y) = match self.0 {
                    2 => (width - 1 - x, y),
                    3 => (width - 1 - x, height - 1 - y),
                    4 => (x, height - 1 - y),
                    5 => (y, x),
                    6 => (y, height - 1 - x),
                    7 => (width - 1 - y, height - 1 - x),
                    8 => (width - 1 - y, x),
                    _ => (x, y),
                };
                turned.extend_from_slice(&from[from_y * width + from_x]);
            }
        }
        turned
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The letter F, the usual way to see every turn and mirroring, stored as each orientation stores it.
    #[test]
    fn every_orientation_stands_the_letter_upright() {
        let upright = ["##", "# ", "##", "# "];
        let stored: [&[&str]; 8] = [
            &["##", "# ", "##", "# "],
            &["##", " #", "##", " #"],
            &[" #", "##", " #", "##"],
            &["# ", "##", "# ", "##"],
            &["####", "# # "],
            &["# # ", "####"],
            &[" # #", "####"],
            &["####", " # #"],
        ];
        for (number, rows) in (1..).zip(stored) {
            let orientation = Orientation::from_exif(number);
            let pixels = rows.concat().into_bytes();
            let turned = orientation.turn::<1>(pixels, rows[0].len() as u32, rows.len() as u32);
            assert_eq!(
                String::from_utf8_lossy(&turned),
                upright.concat(),
                "orientation {number}"
            );
        }
    }

    #[test]
    fn unknown_numbers_mean_upright() {
        for number in [0, 9, 65_535] {
            assert_eq!(Orientation::from_exif(number), Orientation::UPRIGHT);
        }
    }
}
