//! From true inputs to false ones: a few changes of the kinds that readers stumble over, thrown by seeded dice, so that the
//! number of an execution is all one needs to see it again.

use fixtures::random::Random;

/// No reader is asked for more: what is refused for its size alone is tested elsewhere.
const LONGEST: usize = 64 * 1024;

const BYTES: [u8; 12] = [
    0, 1, 0x09, 0x0a, 0x22, 0x2c, 0x7f, 0x80, 0xc0, 0xf0, 0xfe, 0xff,
];
const LENGTHS: [u32; 13] = [
    0,
    1,
    2,
    0x7f,
    0xff,
    0x4000,
    0x4001,
    0x7fff,
    0xffff,
    0x0001_0000,
    0x7fff_ffff,
    0x8000_0000,
    0xffff_ffff,
];
/// In place of digits.
const NUMBERS: [&str; 13] = [
    "0",
    "-1",
    "1",
    "00",
    "65536",
    "2147483648",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775809",
    "1e308",
    "1e999",
    "0.1",
    "NaN",
];

/// One changed input: between one and eight changes of one of the corpus.
pub fn mutated(corpus: &[Vec<u8>], words: &[&[u8]], random: &mut Random) -> Vec<u8> {
    let mut input = random.pick(corpus).clone();
    let changes = 1 << random.between(0, 3);
    for _ in 0..random.between(1, changes) {
        change(&mut input, corpus, words, random);
    }
    input.truncate(LONGEST);
    input
}

fn change(input: &mut Vec<u8>, corpus: &[Vec<u8>], words: &[&[u8]], random: &mut Random) {
    let at = place(input.len(), random);
    match random.between(0, 11) {
        0 => flip(input, at, random),
        1 => set(input, at, *random.pick(&BYTES)),
        2 => set(input, at, random.bits() as u8),
        3 => length_field(input, at, random),
        4 if !words.is_empty() => {
            let word = random.pick(words).to_vec();
            insert(input, at, &word);
        }
        5 if !words.is_empty() => {
            let word = random.pick(words).to_vec();
            overwrite(input, at, &word);
        }
        6 => {
            let end = (at + piece(random)).min(input.len());
            input.drain(at..end);
        }
        7 => {
            let end = (at + piece(random)).min(input.len());
            let part = input[at..end].to_vec();
            let times = 1 << random.between(0, 6);
            insert(input, at, &part.repeat(times));
        }
        8 => {
            let other: &Vec<u8> = random.pick(corpus);
            splice(input, at, other, random);
        }
        9 => number(input, at, random),
        10 => input.truncate(at),
        _ => {
            let noise: Vec<u8> = (0..piece(random)).map(|_| random.bits() as u8).collect();
            insert(input, at, &noise);
        }
    }
}

/// The end included: something may be added there. The beginning more often: that is where headers are.
fn place(length: usize, random: &mut Random) -> usize {
    let within = match random.chance(0.3) {
        true => length.min(64),
        false => length,
    };
    random.between(0, within as i64) as usize
}

/// Short ones more often than long ones.
fn piece(random: &mut Random) -> usize {
    let most = 1 << random.between(0, 9);
    random.between(1, most) as usize
}

fn flip(input: &mut [u8], at: usize, random: &mut Random) {
    if let Some(byte) = input.get_mut(at) {
        *byte ^= 1 << random.between(0, 7);
    }
}

fn set(input: &mut [u8], at: usize, value: u8) {
    if let Some(byte) = input.get_mut(at) {
        *byte = value;
    }
}

/// Sixteen or thirty-two bits, of either end first: an extreme, or a little more or less than what was there.
fn length_field(input: &mut [u8], at: usize, random: &mut Random) {
    let width = *random.pick(&[2_usize, 3, 4]);
    let Some(field) = input.get_mut(at..at + width) else {
        return;
    };
    let big = random.chance(0.5);
    if !big {
        field.reverse();
    }
    let there = field
        .iter()
        .fold(0_u32, |sum, byte| sum << 8 | u32::from(*byte));
    let value = match random.chance(0.5) {
        true => *random.pick(&LENGTHS),
        false => there.wrapping_add(random.between(-4, 4) as u32),
    };
    let bytes = value.to_be_bytes();
    field.copy_from_slice(&bytes[4 - width..]);
    if !big {
        field.reverse();
    }
}

fn insert(input: &mut Vec<u8>, at: usize, part: &[u8]) {
    let room = LONGEST.saturating_sub(input.len());
    let part = &part[..part.len().min(room)];
    input.splice(at..at, part.iter().copied());
}

fn overwrite(input: &mut Vec<u8>, at: usize, part: &[u8]) {
    let end = (at + part.len()).min(input.len());
    input.splice(at..end, part.iter().copied());
}

/// Goes on as another input does.
fn splice(input: &mut Vec<u8>, at: usize, other: &[u8], random: &mut Random) {
    let from = place(other.len(), random);
    match random.chance(0.5) {
        true => {
            input.truncate(at);
            input.extend_from_slice(&other[from..]);
        }
        false => {
            let end = (from + piece(random)).min(other.len());
            insert(input, at, &other[from..end]);
        }
    }
}

/// The next number written in digits becomes another.
fn number(input: &mut Vec<u8>, at: usize, random: &mut Random) {
    let digit = |byte: &u8| byte.is_ascii_digit();
    let Some(from) = input[at..].iter().position(digit).map(|place| at + place) else {
        return;
    };
    let end = input[from..].iter().position(|byte| !digit(byte));
    let end = end.map_or(input.len(), |place| from + place);
    let other = random.pick(&NUMBERS).as_bytes();
    input.splice(from..end, other.iter().copied());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_input_and_none_is_too_long() {
        let corpus = vec![b"one,2,three\n".to_vec(), vec![7; LONGEST]];
        let words: [&[u8]; 1] = [b"word"];
        let made = |seed| mutated(&corpus, &words, &mut Random::new(seed));
        for seed in 0..2_000 {
            let input = made(seed);
            assert!(input.len() <= LONGEST);
            assert_eq!(input, made(seed));
        }
        assert!((0..100).any(|seed| made(seed) != made(seed + 1)));
    }
}
