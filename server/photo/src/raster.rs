//! Rows of 8-bit pixels between decoding and encoding.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    Luma,
    Rgb,
}

impl Layout {
    pub fn channels(self) -> usize {
        match self {
            Layout::Luma => 1,
            Layout::Rgb => 3,
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Raster {
    pub pixels: Vec<u8>,
    pub width: u32,
    pub height: u32,
    pub layout: Layout,
}

impl Raster {
    pub fn is_whole(&self) -> bool {
        let (width, height) = (self.width as usize, self.height as usize);
        self.pixels.len() == width * height * self.layout.channels()
    }
}
