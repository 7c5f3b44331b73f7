//! Instants on the wire: RFC 3339 in UTC with six digits of a second, always. One spelling only,
//! since event hashes are taken over it. Any offset is understood on the way in. Reads no clock.

use std::fmt;
use std::str::FromStr;

use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use utoipa::openapi::{KnownFormat, ObjectBuilder, RefOr, Schema, SchemaFormat, Type};
use utoipa::{PartialSchema, ToSchema};

/// UTC microseconds since 1970.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(pub i64);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotATime;

impl fmt::Display for NotATime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an RFC 3339 time with an offset, such as 2026-03-02T09:00:00+08:00")
    }
}

impl Time {
    /// Digit by digit: a list has a thousand of them.
    fn text(self) -> [u8; 27] {
        let stamp =
            jiff::Timestamp::from_microsecond(self.0.clamp(FIRST, LAST)).unwrap_or_default();
        let utc = TimeZone::UTC.to_datetime(stamp);
        let mut text = *b"0000-00-00T00:00:00.000000Z";
        put(&mut text[..4], utc.year().unsigned_abs().into());
        let parts = [
            utc.month(),
            utc.day(),
            utc.hour(),
            utc.minute(),
            utc.second(),
        ];
        for (part, at) in parts.into_iter().zip([5, 8, 11, 14, 17]) {
            put(&mut text[at..at + 2], part.unsigned_abs().into());
        }
        put(
            &mut text[20..26],
            utc.subsec_nanosecond().unsigned_abs() / 1_000,
        );
        text
    }
}

/// As many digits of the number as there is room for, the last ones.
fn put(digits: &mut [u8], mut number: u32) {
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(&self.text()))
    }
}

/// 0000-01-01T00:00:00Z and the last microsecond of the year 9999: what four digits of a year can say.
const FIRST: i64 = -62_167_219_200_000_000;
const LAST: i64 = 253_402_207_199_999_999;

impl FromStr for Time {
    type Err = NotATime;

    fn from_str(text: &str) -> Result<Time, NotATime> {
        let bytes = text.as_bytes();
        if !text.is_ascii() || bytes.len() < 20 {
            return Err(NotATime);
        }
        let (clock, rest) = text.split_at(19);
        let (micros, zone) = fraction(rest)?;
        let stamp = offset(zone)?
            .to_timestamp(civil(clock)?)
            .map_err(|_| NotATime)?;
        let at = stamp.as_microsecond() + i64::from(micros);
        if (FIRST..=LAST).contains(&at) {
            Ok(Time(at))
        } else {
            Err(NotATime)
        }
    }
}

/// `2026-03-02T09:00:00`, nothing shorter and nothing looser.
fn civil(text: &str) -> Result<DateTime, NotATime> {
    let bytes = text.as_bytes();
    for (at, mark) in [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')] {
        if bytes[at] != mark {
            return Err(NotATime);
        }
    }
    let [month, day, hour, minute, second] =
        [5, 8, 11, 14, 17].map(|from| digits(&text[from..from + 2]).map(|number| number as i8));
    DateTime::new(
        digits(&text[..4])? as i16,
        month?,
        day?,
        hour?,
        minute?,
        second?,
        0,
    )
    .map_err(|_| NotATime)
}

/// The microseconds after the second (further digits are cut off), and what follows them.
fn fraction(rest: &str) -> Result<(u32, &str), NotATime> {
    let Some(after) = rest.strip_prefix('.') else {
        return Ok((0, rest));
    };
    let width = after.bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=9).contains(&width) {
        return Err(NotATime);
    }
    let (fraction, zone) = after.split_at(width);
    let micros = format!("{fraction:0<6}");
    Ok((digits(&micros[..6])?, zone))
}

fn offset(zone: &str) -> Result<TimeZone, NotATime> {
    if zone == "Z" {
        return Ok(TimeZone::UTC);
    }
    let bytes = zone.as_bytes();
    if bytes.len() != 6 || bytes[3] != b':' {
        return Err(NotATime);
    }
    let (hours, minutes) = (digits(&zone[1..3])?, digits(&zone[4..6])?);
    if hours > 23 || minutes > 59 {
        return Err(NotATime);
    }
    let seconds = (hours * 3_600 + minutes * 60) as i32;
    let seconds = match bytes[0] {
        b'+' => seconds,
        b'-' => -seconds,
        _ => return Err(NotATime),
    };
    Offset::from_seconds(seconds)
        .map(TimeZone::fixed)
        .map_err(|_| NotATime)
}

fn digits(text: &str) -> Result<u32, NotATime> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(NotATime);
    }
    text.parse().map_err(|_| NotATime)
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&String::from_utf8_lossy(&self.text()))
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Time, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(de::Error::custom)
    }
}

impl PartialSchema for Time {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)))
            .description(Some(
                "RFC 3339. Answers are in UTC with Z; any offset is understood in requests.",
            ))
            .examples(["2026-03-02T01:00:00.000000Z"])
            .into()
    }
}

impl ToSchema for Time {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_offset_comes_in_and_utc_goes_out() {
        for (text, utc) in [
            ("2026-03-02T01:00:00Z", "2026-03-02T01:00:00.000000Z"),
            ("2026-03-02T09:00:00+08:00", "2026-03-02T01:00:00.000000Z"),
            ("2026-03-01T19:30:00-05:30", "2026-03-02T01:00:00.000000Z"),
            ("2026-03-02T01:00:00.5Z", "2026-03-02T01:00:00.500000Z"),
            (
                "2026-03-02T01:00:00.123456789Z",
                "2026-03-02T01:00:00.123456Z",
            ),
            ("2024-02-29T23:59:59-00:00", "2024-02-29T23:59:59.000000Z"),
            ("1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"),
            ("9999-12-30T21:59:59.999999Z", "9999-12-30T21:59:59.999999Z"),
        ] {
            let time: Time = text.parse().unwrap_or_else(|_| panic!("{text}"));
            assert_eq!(time.to_string(), utc, "{text}");
            assert_eq!(time.to_string().parse(), Ok(time), "{text}");
        }
        assert_eq!("1970-01-01T08:00:00.000001+08:00".parse(), Ok(Time(1)));
    }

    #[test]
    fn anything_looser_is_refused() {
        for text in [
            "",
            "2026-03-02",
            "2026-03-02T01:00Z",
            "2026-03-02T01:00:00",
            "2026-03-02 01:00:00Z",
            "2026-03-02t01:00:00z",
            "2026-03-02T01:00:00.Z",
            "2026-03-02T01:00:00.1234567890Z",
            "2026-03-02T01:00:60Z",
            "2026-03-02T24:00:00Z",
            "2026-02-29T01:00:00Z",
            "2026-13-02T01:00:00Z",
            "2026-03-02T01:00:00+0800",
            "2026-03-02T01:00:00+24:00",
            "2026-03-02T01:00:00+08:60",
            "2026-03-02T01:00:00 08:00",
            "+026-03-02T01:00:00Z",
            "2026-03-02T01:00:00Z ",
            "2026-03-02T01:00:00,5Z",
            "二〇二六-03-02T01:00:00Z",
            "1772413200",
        ] {
            assert_eq!(text.parse::<Time>(), Err(NotATime), "{text}");
        }
    }

    #[test]
    fn an_instant_beyond_four_digits_of_a_year_is_printed_as_the_nearest_one() {
        assert_eq!(Time(i64::MAX).to_string().parse(), Ok(Time(LAST)));
        assert_eq!(Time(i64::MIN).to_string(), "0000-01-01T00:00:00.000000Z");
    }
}
