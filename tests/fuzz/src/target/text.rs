//! Small texts that stand for something: instants, hashes, periods, boxes, names of actions.

use app::action::city::named::bbox;
use domain::id::PhotoHash;
use domain::period::Period;
use mobile_api::action::Action;
use mobile_api::hash::Sha256;
use mobile_api::time::Time;

use super::{Target, holds};

pub const TEXT: Target = Target {
    words: &[
        b"Z",
        b"T",
        b":",
        b".",
        b"+23:59",
        b"-00:00",
        b"9999",
        b"0000",
        b"-",
        b"W",
        b"W53",
        b"13",
        b"60",
        b"\xe4\xba\x8c",
        b",",
        b" ",
        b"NaN",
        b"inf",
        b"1e400",
    ],
    ..Target::plain(
        "text",
        "instants, hashes, periods, boxes, actions",
        |input| {
            let Ok(text) = str::from_utf8(input) else {
                return Ok(());
            };
            if let Ok(time) = text.parse::<Time>() {
                let again = time.to_string().parse::<Time>();
                holds(again == Ok(time), || format!("{text} became {time}"))?;
            }
            if let Ok(hash) = text.parse::<Sha256>() {
                holds(hash.to_string() == text, || format!("{text} became {hash}"))?;
            }
            if let Ok(hash) = text.parse::<PhotoHash>() {
                holds(hash.to_string() == text, || format!("{text} became {hash}"))?;
            }
            if let Ok(period) = text.parse::<Period>() {
                holds(period.to_string() == text, || {
                    format!("{text} became {period}")
                })?;
                let (from, to) = period.bounds();
                holds(from < to, || format!("{text} ends before it begins"))?;
                holds(period.next().previous() == period, || {
                    format!("{text} is not next to itself")
                })?;
            }
            if let Ok(action) = text.parse::<Action>() {
                holds(action.name() == text, || format!("{text} is {action:?}"))?;
            }
            if let Ok(found) = bbox(text) {
                let within = found.west.abs() <= 180.0 && found.north.abs() <= 90.0;
                let upright = found.west <= found.east && found.south <= found.north;
                holds(within && upright, || format!("{text} is a box"))?;
            }
            Ok(())
        },
    )
};
