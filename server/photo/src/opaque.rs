//! Transparent pictures laid on white, which is what they show on paper: a JPEG copy has no alpha channel.

pub(crate) fn append_grey(pixels: &[u8], to: &mut Vec<u8>) {
    let (pixels, _) = pixels.as_chunks::<2>();
    to.extend(pixels.iter().map(|&[grey, alpha]| on_white(grey, alpha)));
}

pub(crate) fn append_color(pixels: &[u8], to: &mut Vec<u8>) {
    let (pixels, _) = pixels.as_chunks::<4>();
    to.extend(pixels.iter().flat_map(|&[red, green, blue, alpha]| {
        [
            on_white(red, alpha),
            on_white(green, alpha),
            on_white(blue, alpha),
        ]
    }));
}

/// The picture shrinks inside its own memory.
pub(crate) fn grey_in_place(pixels: &mut Vec<u8>) {
    let count = pixels.len() / 2;
    for at in 0..count {
        pixels[at] = on_white(pixels[2 * at], pixels[2 * at + 1]);
    }
    pixels.truncate(count);
}

pub(crate) fn color_in_place(pixels: &mut Vec<u8>) {
    let count = pixels.len() / 4;
    for at in 0..count {
        let alpha = pixels[4 * at + 3];
        for channel in 0..3 {
            pixels[3 * at + channel] = on_white(pixels[4 * at + channel], alpha);
        }
    }
    pixels.truncate(3 * count);
}

fn on_white(value: u8, alpha: u8) -> u8 {
    let (value, alpha) = (u32::from(value), u32::from(alpha));
    ((value * alpha + 255 * (255 - alpha) + 127) / 255) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transparent_is_white_and_opaque_is_itself() {
        let mut grey = Vec::new();
        append_grey(&[0, 0, 17, 255, 0, 128], &mut grey);
        assert_eq!(grey, [255, 17, 127]);
        let mut color = Vec::new();
        append_color(&[1, 2, 3, 255, 1, 2, 3, 0], &mut color);
        assert_eq!(color, [1, 2, 3, 255, 255, 255]);

        let mut grey = vec![0, 0, 17, 255, 0, 128];
        grey_in_place(&mut grey);
        assert_eq!(grey, [255, 17, 127]);
        let mut color = vec![1, 2, 3, 255, 1, 2, 3, 0];
        color_in_place(&mut color);
        assert_eq!(color, [1, 2, 3, 255, 255, 255]);
    }
}
