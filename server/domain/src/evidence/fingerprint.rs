//! 64-bit perceptual fingerprints: which are alike, and how to find the alike ones by index.
//!
//! Two fingerprints that differ in at most 7 bits differ in at most one bit in at least one of
//! their four 16-bit bands (four bands with two differences each would make 8). So it is enough to
//! look up, in each band's index, the band itself and its 16 neighbours, and to compare what comes.

pub fn hamming(a: u64, b: u64) -> u32 {
    (a ^ b).count_ones()
}

pub fn is_near_duplicate(a: u64, b: u64, most_bits: u32) -> bool {
    hamming(a, b) <= most_bits
}

/// Bands a, b, c, d from the highest bits to the lowest.
pub fn bands(fingerprint: u64) -> [u16; 4] {
    let bytes = fingerprint.to_be_bytes();
    [0, 2, 4, 6].map(|i| u16::from_be_bytes([bytes[i], bytes[i + 1]]))
}

/// The values to look up in each band: the band itself, then each with one bit flipped.
pub fn probes(fingerprint: u64) -> [[u16; 17]; 4] {
    bands(fingerprint).map(|band| {
        let mut values = [band; 17];
        for (bit, value) in values[1..].iter_mut().enumerate() {
            *value ^= 1 << bit;
        }
        values
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn bands_run_from_the_highest_bits_down() {
        assert_eq!(
            bands(0x0123_4567_89ab_cdef),
            [0x0123, 0x4567, 0x89ab, 0xcdef]
        );
    }

    #[test]
    fn six_bits_apart_is_a_near_duplicate_and_seven_is_not() {
        let picture = 0xfedc_ba98_7654_3210;
        assert!(is_near_duplicate(picture, picture, 6));
        assert!(is_near_duplicate(picture, picture ^ 0b11_1111, 6));
        assert!(!is_near_duplicate(picture, picture ^ 0b111_1111, 6));
    }

    #[test]
    fn two_bits_off_in_every_band_is_the_first_pair_missed() {
        let other = 0x0003_0003_0003_0003;
        assert_eq!(hamming(0, other), 8);
        assert!(!found(0, other));
    }

    /// Whether an index over the bands of `stored` gives it up for `asked`.
    fn found(asked: u64, stored: u64) -> bool {
        probes(asked)
            .iter()
            .zip(bands(stored))
            .any(|(values, band)| values.contains(&band))
    }

    proptest! {
        #[test]
        fn every_picture_within_seven_bits_is_found(
            picture: u64,
            flips in prop::collection::vec(0..64u32, 0..=7),
        ) {
            let other = flips.iter().fold(picture, |bits, flip| bits ^ (1 << flip));
            prop_assert!(found(picture, other));
        }

        #[test]
        fn probes_are_the_band_and_its_sixteen_neighbours(picture: u64) {
            for (values, band) in probes(picture).iter().zip(bands(picture)) {
                prop_assert_eq!(values[0], band);
                for (i, value) in values[1..].iter().enumerate() {
                    prop_assert_eq!((value ^ band).count_ones(), 1);
                    prop_assert!(!values[..=i].contains(value));
                }
            }
        }
    }
}
