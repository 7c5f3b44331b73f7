//! The camera's own date and time as EXIF writes them, turned into an instant.
//! A camera that names no offset is taken to run on the city's time, and the answer says so.

use domain::time::{Micros, SECOND, Span, at_city};
use jiff::civil::{Date, Time};

use crate::exif_block::Taken;

const CITY_OFFSET_S: i32 = 8 * 3_600;
/// UTC-12 to UTC+14 are the offsets in use anywhere.
const OFFSETS_S: std::ops::RangeInclusive<i32> = -12 * 3_600..=14 * 3_600;

/// `stamp` is `YYYY:MM:DD HH:MM:SS`; a date that does not exist is no date.
pub(crate) fn taken(
    stamp: &[u8],
    subsecond: Option<&[u8]>,
    offset: Option<&[u8]>,
) -> Option<Taken> {
    let mut wall = exif::DateTime::from_ascii(stamp).ok()?;
    if let Some(digits) = subsecond {
        // A broken fraction only costs the fraction.
        let _ = wall.parse_subsec(digits);
    }
    let date = Date::new(
        i16::try_from(wall.year).ok()?,
        i8::try_from(wall.month).ok()?,
        i8::try_from(wall.day).ok()?,
    )
    .ok()?;
    let time = Time::new(
        i8::try_from(wall.hour).ok()?,
        i8::try_from(wall.minute).ok()?,
        i8::try_from(wall.second).ok()?,
        i32::try_from(wall.nanosecond.unwrap_or(0)).ok()?,
    )
    .ok()?;
    let offset_s = offset.and_then(parse_offset);
    let behind_city_s = CITY_OFFSET_S - offset_s.unwrap_or(CITY_OFFSET_S);
    let at: Micros = at_city(date, time) + Span(i64::from(behind_city_s) * SECOND);
    Some(Taken { at, offset_s })
}

/// `+08:00`, `-03:30` or `Z`.
fn parse_offset(text: &[u8]) -> Option<i32> {
    let text = text.trim_ascii();
    if text == b"Z" {
        return Some(0);
    }
    let [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] = text else {
        return None;
    };
    let number = |tens: &u8, ones: &u8| {
        (tens.is_ascii_digit() && ones.is_ascii_digit())
            .then(|| i32::from(tens - b'0') * 10 + i32::from(ones - b'0'))
    };
    let (hours, minutes) = (number(h1, h2)?, number(m1, m2)?);
    let seconds = hours * 3_600 + minutes * 60;
    let signed = if *sign == b'-' { -seconds } else { seconds };
    (minutes < 60 && OFFSETS_S.contains(&signed)).then_some(signed)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-03-02T09:00:00+08:00.
    const NINE: i64 = 1_772_413_200 * SECOND;

    #[test]
    fn stamps_and_offsets() {
        let stamp = b"2026:03:02 09:00:00" as &[u8];
        let none = taken(stamp, None, None).unwrap();
        assert_eq!((none.at.0, none.offset_s), (NINE, None));
        let given = taken(stamp, Some(b"250"), Some(b"+08:00")).unwrap();
        assert_eq!((given.at.0, given.offset_s), (NINE + 250_000, Some(28_800)));
        let utc = taken(stamp, None, Some(b"Z")).unwrap();
        assert_eq!(utc.at.0, NINE + 8 * 3_600 * SECOND);
        let west = taken(stamp, None, Some(b"-03:30")).unwrap();
        assert_eq!(
            (west.at.0, west.offset_s),
            (NINE + 41_400 * SECOND, Some(-12_600))
        );
    }

    #[test]
    fn what_is_no_date_is_none_and_what_is_no_offset_is_ignored() {
        for wrong in [
            b"0000:00:00 00:00:00" as &[u8],
            b"    :  :     :  :  ",
            b"2026:02:30 09:00:00",
            b"2026:03:02 24:00:00",
            b"2026-03-02 09:00:00",
            b"2026:03:02",
            b"",
        ] {
            assert_eq!(taken(wrong, None, None), None, "{wrong:?}");
        }
        for wrong in [b"+8:00" as &[u8], b"+99:00", b"+08:61", b"   :  ", b""] {
            assert_eq!(parse_offset(wrong), None, "{wrong:?}");
        }
    }
}
