//! What a list or a count asks for: what its reader may see, and what the reader wants to see of it.

use domain::id::{CategoryKey, UnitId, UserId, ZoneId};
use domain::light::Light;
use domain::time::Micros;

/// What a reader may see at all. Everything else does not exist for them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sight {
    Everything,
    /// Cases of this district or street office, and the reader's own reports.
    Within {
        unit: UnitId,
        reporter: UserId,
    },
    /// Cases whose department or zone unit is one of these, and the reader's own reports.
    Own {
        units: Vec<UnitId>,
        reporter: UserId,
    },
}

/// `None` asks nothing; an empty list asks for none of them, and gets none.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    pub states: Option<Vec<String>>,
    pub departments: Option<Vec<UnitId>>,
    /// All versions of a zone are meant when the reader names its code.
    pub zones: Option<Vec<ZoneId>>,
    pub streets: Option<Vec<UnitId>>,
    pub districts: Option<Vec<UnitId>>,
    pub category: Option<CategoryKey>,
    pub campaign: Option<String>,
    pub reporter: Option<UserId>,
    /// Past the deadline and still to be handled.
    pub overdue: bool,
    pub light: Option<Light>,
    /// From this instant on, and before that one.
    pub reported_from: Option<Micros>,
    pub reported_to: Option<Micros>,
    pub bbox: Option<Bbox>,
    /// A whole case number, or a part of the description or the address.
    pub q: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Search {
    pub sight: Sight,
    pub filter: Filter,
    /// Lights and overdue are as of this instant.
    pub now: Micros,
}

/// WGS-84, edges included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bbox {
    pub west: f64,
    pub south: f64,
    pub east: f64,
    pub north: f64,
}

/// In the order of a case's life.
pub(super) const STATES: [&str; 7] = [
    "reported",
    "dispatched",
    "accepted",
    "handled",
    "suspended",
    "closed",
    "voided",
];
/// Where the clock runs, so that a case can be overdue.
pub(super) const RUNNING: [&str; 2] = ["dispatched", "accepted"];
pub(super) const LIT: [&str; 3] = ["dispatched", "accepted", "handled"];
/// Where cases end up for ever: nearly all of them, after a while.
pub(super) const ENDED: [&str; 2] = ["closed", "voided"];

impl Search {
    /// The states that can match at all.
    pub(super) fn states(&self) -> Vec<&'static str> {
        let wanted = |state: &&str| {
            self.filter
                .states
                .as_ref()
                .is_none_or(|states| states.iter().any(|wanted| wanted == state))
        };
        let lit = |state: &&str| self.filter.light.is_none() || LIT.contains(state);
        let running = |state: &&str| !self.filter.overdue || RUNNING.contains(state);
        STATES
            .into_iter()
            .filter(wanted)
            .filter(lit)
            .filter(running)
            .collect()
    }

    /// The case number this looks for, when it looks like one: letters, digits and dashes with a day's eight digits in it.
    pub(super) fn number(&self) -> Option<&str> {
        let q = self.filter.q.as_deref()?.trim();
        let shaped = q
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let digits = q.bytes().filter(u8::is_ascii_digit).count();
        (shaped && digits >= 8).then_some(q)
    }

    /// What description or address must contain, large and small letters alike, as a LIKE pattern with `\` as its escape.
    pub(super) fn pattern(&self) -> Option<String> {
        let q = self.filter.q.as_deref()?.trim();
        if q.is_empty() || self.number().is_some() {
            return None;
        }
        let mut pattern = String::from("%");
        for letter in q.chars() {
            if matches!(letter, '%' | '_' | '\\') {
                pattern.push('\\');
            }
            pattern.push(letter);
        }
        pattern.push('%');
        Some(pattern)
    }
}

/// Cells are squares of a hundredth of a degree, about a kilometre; rows of 36,000 from the date line eastwards.
const CELLS_PER_DEGREE: f64 = 100.0;
const CELLS_PER_ROW: i64 = 36_001;

pub(super) fn cell_of(lon: f64, lat: f64) -> i64 {
    row_of(lat) * CELLS_PER_ROW + column_of(lon)
}

fn row_of(lat: f64) -> i64 {
    ((lat + 90.0) * CELLS_PER_DEGREE).floor() as i64
}

fn column_of(lon: f64) -> i64 {
    ((lon + 180.0) * CELLS_PER_DEGREE).floor() as i64
}

impl Bbox {
    /// The cells it touches, unless they are more than `most`.
    pub(super) fn cells(&self, most: usize) -> Option<Vec<i64>> {
        let rows = row_of(self.south)..=row_of(self.north);
        let columns = column_of(self.west)..=column_of(self.east);
        let count = |range: &std::ops::RangeInclusive<i64>| {
            (range.end() - range.start() + 1).max(0) as usize
        };
        if count(&rows).checked_mul(count(&columns))? > most {
            return None;
        }
        Some(
            rows.flat_map(|row| {
                columns
                    .clone()
                    .map(move |column| row * CELLS_PER_ROW + column)
            })
            .collect(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asking(q: &str) -> Search {
        let filter = Filter {
            q: Some(q.to_owned()),
            ..Filter::default()
        };
        Search {
            sight: Sight::Everything,
            filter,
            now: Micros(0),
        }
    }

    #[test]
    fn a_whole_number_is_looked_up_and_words_are_searched() {
        assert_eq!(asking(" 20261121-00042 ").number(), Some("20261121-00042"));
        assert_eq!(asking("20261121-00042").pattern(), None);
        assert_eq!(asking("小广告").number(), None);
        assert_eq!(asking("Road 5").pattern().as_deref(), Some("%Road 5%"));
        assert_eq!(
            asking("50%_\\").pattern().as_deref(),
            Some("%50\\%\\_\\\\%")
        );
        assert_eq!(asking("  ").pattern(), None);
    }

    #[test]
    fn a_box_names_every_cell_it_touches() {
        let spot = Bbox {
            west: 105.721,
            south: 34.581,
            east: 105.722,
            north: 34.582,
        };
        assert_eq!(spot.cells(1), Some(vec![cell_of(105.7215, 34.5815)]));
        let four = Bbox {
            west: 105.719,
            south: 34.579,
            east: 105.721,
            north: 34.581,
        };
        let cells = four.cells(4).unwrap();
        for (lon, lat) in [
            (105.719, 34.579),
            (105.721, 34.579),
            (105.719, 34.581),
            (105.721, 34.581),
        ] {
            assert!(cells.contains(&cell_of(lon, lat)));
        }
        assert_eq!(four.cells(3), None);
        let turned = Bbox {
            west: 106.0,
            south: 35.0,
            east: 105.0,
            north: 34.0,
        };
        assert_eq!(turned.cells(4), Some(vec![]));
    }

    #[test]
    fn lights_and_overdue_narrow_the_states() {
        let mut search = asking("");
        assert_eq!(search.states(), STATES);
        search.filter.light = Some(Light::Yellow);
        assert_eq!(search.states(), LIT);
        search.filter.overdue = true;
        assert_eq!(search.states(), RUNNING);
        search.filter.states = Some(vec!["closed".into()]);
        assert_eq!(search.states(), Vec::<&str>::new());
    }
}
