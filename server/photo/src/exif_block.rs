//! What the camera wrote into the picture: when, where, with what, and how it was held. A broken block gives what
//! can still be read of it. Leaves out what any of it proves.

use domain::time::Micros;
use exif::{Exif, In, Reader, Tag, Value};

use crate::camera_clock::taken;
use crate::exif_budget::is_within;
use crate::orientation::Orientation;

/// When the camera says the picture was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    pub at: Micros,
    /// None: the camera named no offset and the city's +08:00 was assumed.
    pub offset_s: Option<i32>,
}

/// Where the camera says it stood, WGS-84.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Position {
    pub lon: f64,
    pub lat: f64,
    pub accuracy_m: Option<f64>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Meta {
    pub taken: Option<Taken>,
    pub position: Option<Position>,
    /// Maker and model.
    pub camera: Option<String>,
    pub orientation: Orientation,
    /// There is an EXIF block and part of it could not be read.
    pub damaged: bool,
}

/// What a verifier should know of the picture alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Flag {
    NoExifTime,
    NoExifPosition,
    TimeOffsetAssumed,
    ExifDamaged,
    /// Only decoding shows this one; it is not among `Meta::flags`.
    PictureDamaged,
}

impl Flag {
    pub const ALL: [Flag; 5] = [
        Flag::NoExifTime,
        Flag::NoExifPosition,
        Flag::TimeOffsetAssumed,
        Flag::ExifDamaged,
        Flag::PictureDamaged,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Flag::NoExifTime => "no_exif_time",
            Flag::NoExifPosition => "no_exif_position",
            Flag::TimeOffsetAssumed => "time_offset_assumed",
            Flag::ExifDamaged => "exif_damaged",
            Flag::PictureDamaged => "picture_damaged",
        }
    }
}

impl Meta {
    pub fn flags(&self) -> Vec<Flag> {
        let offset_assumed = self.taken.is_some_and(|taken| taken.offset_s.is_none());
        [
            (Flag::NoExifTime, self.taken.is_none()),
            (Flag::NoExifPosition, self.position.is_none()),
            (Flag::TimeOffsetAssumed, offset_assumed),
            (Flag::ExifDamaged, self.damaged),
        ]
        .into_iter()
        .filter_map(|(flag, holds)| holds.then_some(flag))
        .collect()
    }
}

pub(crate) fn read_meta(block: Option<&[u8]>) -> Meta {
    let nothing = Meta {
        taken: None,
        position: None,
        camera: None,
        orientation: Orientation::UPRIGHT,
        damaged: block.is_some(),
    };
    let Some(block) = block.filter(|block| is_within(block)) else {
        return nothing;
    };
    let mut damaged = false;
    let read = Reader::new()
        .continue_on_error(true)
        .read_raw(block.to_vec())
        .or_else(|error| error.distill_partial_result(|_| damaged = true));
    let Ok(exif) = read else {
        return nothing;
    };
    Meta {
        taken: read_taken(&exif),
        position: read_position(&exif),
        camera: read_camera(&exif),
        orientation: uint(&exif, Tag::Orientation)
            .map_or(Orientation::UPRIGHT, Orientation::from_exif),
        damaged,
    }
}

/// The moment of taking; cameras that lack it often have the moment of digitizing, or only that of the last change.
fn read_taken(exif: &Exif) -> Option<Taken> {
    [
        (
            Tag::DateTimeOriginal,
            Tag::SubSecTimeOriginal,
            Tag::OffsetTimeOriginal,
        ),
        (
            Tag::DateTimeDigitized,
            Tag::SubSecTimeDigitized,
            Tag::OffsetTimeDigitized,
        ),
        (Tag::DateTime, Tag::SubSecTime, Tag::OffsetTime),
    ]
    .into_iter()
    .find_map(|(stamp, fraction, offset)| {
        // Some phones write one offset for all three.
        let offset = ascii(exif, offset).or_else(|| ascii(exif, Tag::OffsetTime));
        taken(ascii(exif, stamp)?, ascii(exif, fraction), offset)
    })
}

fn read_position(exif: &Exif) -> Option<Position> {
    let lat = degrees(exif, Tag::GPSLatitude, Tag::GPSLatitudeRef, b'S', 90.0)?;
    let lon = degrees(exif, Tag::GPSLongitude, Tag::GPSLongitudeRef, b'W', 180.0)?;
    // Phones without a fix write zeros; nobody inspects a city in the Gulf of Guinea.
    if lat == 0.0 && lon == 0.0 {
        return None;
    }
    let accuracy_m = rationals(exif, Tag::GPSHPositioningError)
        .and_then(|values| values.first().copied())
        .filter(|metres| (0.0..=1_000_000.0).contains(metres));
    Some(Position {
        lon,
        lat,
        accuracy_m,
    })
}

/// Degrees, minutes and seconds as three fractions, any of which may carry the decimals.
fn degrees(exif: &Exif, value: Tag, side: Tag, negative: u8, most: f64) -> Option<f64> {
    let parts = rationals(exif, value)?;
    let unsigned: f64 = parts
        .iter()
        .zip([1.0, 60.0, 3_600.0])
        .map(|(part, share)| part / share)
        .sum();
    let side = ascii(exif, side)?.first()?.to_ascii_uppercase();
    let signed = if side == negative {
        -unsigned
    } else {
        unsigned
    };
    (!parts.is_empty() && signed.abs() <= most).then_some(signed)
}

/// None when any fraction has a zero below the line.
fn rationals(exif: &Exif, tag: Tag) -> Option<Vec<f64>> {
    match &exif.get_field(tag, In::PRIMARY)?.value {
        Value::Rational(fractions) => fractions
            .iter()
            .map(|fraction| (fraction.denom != 0).then(|| fraction.to_f64()))
            .collect(),
        _ => None,
    }
}

fn read_camera(exif: &Exif) -> Option<String> {
    let maker = words(exif, Tag::Make);
    let model = words(exif, Tag::Model);
    match (maker, model) {
        // Many makers repeat their name in the model.
        (Some(maker), Some(model)) if !model.to_lowercase().starts_with(&maker.to_lowercase()) => {
            Some(format!("{maker} {model}"))
        }
        (maker, model) => model.or(maker),
    }
}

/// Text fit to be shown and stored: no control characters, no padding, of a sane length.
fn words(exif: &Exif, tag: Tag) -> Option<String> {
    let text = String::from_utf8_lossy(ascii(exif, tag)?);
    let clean: String = text
        .chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .take(60)
        .collect();
    let clean = clean.trim();
    (!clean.is_empty()).then(|| clean.to_owned())
}

fn ascii(exif: &Exif, tag: Tag) -> Option<&[u8]> {
    match &exif.get_field(tag, In::PRIMARY)?.value {
        Value::Ascii(texts) => texts.first().map(Vec::as_slice),
        _ => None,
    }
}

fn uint(exif: &Exif, tag: Tag) -> Option<u32> {
    exif.get_field(tag, In::PRIMARY)?.value.get_uint(0)
}
