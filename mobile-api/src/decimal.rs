//! Decimals on the wire: strings with exactly two places ("93.31"), so that no reader turns them into
//! floats on the way. Rounding is the sender's business.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// A number in hundredths: `TwoPlaces(9331)` is "93.31".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TwoPlaces(pub i64);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotTwoPlaces;

impl fmt::Display for NotTwoPlaces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a decimal with two places, such as 93.31")
    }
}

impl fmt::Display for TwoPlaces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let hundredths = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", hundredths / 100, hundredths % 100)
    }
}

impl FromStr for TwoPlaces {
    type Err = NotTwoPlaces;

    fn from_str(text: &str) -> Result<TwoPlaces, NotTwoPlaces> {
        let (sign, digits) = match text.strip_prefix('-') {
            Some(digits) => ("-", digits),
            None => ("", text),
        };
        let (whole, places) = digits.split_once('.').ok_or(NotTwoPlaces)?;
        let all_digits =
            |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !all_digits(whole) || !all_digits(places) || places.len() != 2 {
            return Err(NotTwoPlaces);
        }
        format!("{sign}{whole}{places}")
            .parse()
            .map(TwoPlaces)
            .map_err(|_| NotTwoPlaces)
    }
}

impl Serialize for TwoPlaces {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for TwoPlaces {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<TwoPlaces, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(de::Error::custom)
    }
}

impl PartialSchema for TwoPlaces {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .pattern(Some("^-?[0-9]+\\.[0-9]{2}$"))
            .description(Some("A decimal with exactly two places."))
            .examples(["93.31"])
            .into()
    }
}

impl ToSchema for TwoPlaces {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_places_go_out_and_come_back() {
        for (number, text) in [
            (0, "0.00"),
            (5, "0.05"),
            (9331, "93.31"),
            (10_000, "100.00"),
            (-5, "-0.05"),
            (-123_456, "-1234.56"),
        ] {
            assert_eq!(TwoPlaces(number).to_string(), text);
            assert_eq!(text.parse(), Ok(TwoPlaces(number)));
        }
        for wrong in [
            "",
            "1",
            "1.0",
            "1.000",
            ".50",
            "1.",
            "+1.00",
            "1,00",
            "--1.00",
            "1.0a",
            "99999999999999999999.00",
        ] {
            assert_eq!(wrong.parse::<TwoPlaces>(), Err(NotTwoPlaces), "{wrong}");
        }
    }
}
