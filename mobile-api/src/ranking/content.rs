//! What a ranking freezes: everything that was computed, as canonical JSON, and the SHA-256 over it. The
//! counted cases are sealed into it by one hash, so that a thousand of them need not be repeated.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Board, RankingRow, RulebookRef, Totals};
use crate::hash::{ALWAYS_JSON, Sha256};
use crate::time::Time;
use crate::unit::UnitRef;

/// Never changed for an issue once it is written; a new shape gets a new `format`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RankingContent {
    /// Now 3. In lists of format 1 zone units and street offices answered for the dispatch in force only; in lists of format 2
    /// what a department's own house had reported counted as everything else, and how late somebody verified did not matter.
    pub format: u32,
    pub board: Board,
    pub period: String,
    pub from: Time,
    pub to: Time,
    /// Events after this moment were not counted.
    pub as_of: Time,
    pub rulebook: RulebookRef,
    pub rows: Vec<RankingRow>,
    pub red: Vec<UnitRef>,
    pub black: Vec<UnitRef>,
    pub totals: Totals,
    pub cases_counted: u64,
    /// `counted_seal` of every counted case.
    pub cases_hash: Sha256,
}

impl RankingContent {
    pub const FORMAT: u32 = 4;

    /// Sorted keys, no spaces: the text that is kept and hashed.
    pub fn canonical(&self) -> String {
        serde_json::to_value(self).expect(ALWAYS_JSON).to_string()
    }

    pub fn hash(&self) -> Sha256 {
        Sha256::of(self.canonical().as_bytes())
    }

    pub fn from_stored(text: &str) -> Result<RankingContent, serde_json::Error> {
        serde_json::from_str(text)
    }
}

/// What was counted of one case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CountedCase {
    pub case_id: Uuid,
    pub unit_id: Uuid,
    /// The version of the case as of then.
    pub version: i64,
    pub due_at: Time,
    pub on_time: bool,
    /// A handling stood that no failed verification followed.
    pub handled_or_closed: bool,
    pub handled_once: bool,
    pub reworked: bool,
    pub recurrence: bool,
    pub speed_millionths: i64,
    pub letters: i64,
    pub wrong_returns: i64,
    pub falsified: i64,
    /// Reported from the house of the department that had it. Left out when not, as is `unverified`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub self_found: bool,
    /// A handling stood that nobody verified in time.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unverified: bool,
}

impl CountedCase {
    /// Canonical JSON. Written by hand, since a board of ten thousand cases writes as many lines.
    pub fn canonical(&self) -> String {
        format!(
            concat!(
                r#"{{"case_id":"{}","due_at":"{}","falsified":{},"handled_once":{},"handled_or_closed":{},"#,
                r#""letters":{},"on_time":{},"recurrence":{},"reworked":{},{}"speed_millionths":{},"#,
                r#""unit_id":"{}",{}"version":{},"wrong_returns":{}}}"#
            ),
            self.case_id,
            self.due_at,
            self.falsified,
            self.handled_once,
            self.handled_or_closed,
            self.letters,
            self.on_time,
            self.recurrence,
            self.reworked,
            if self.self_found {
                r#""self_found":true,"#
            } else {
                ""
            },
            self.speed_millionths,
            self.unit_id,
            if self.unverified {
                r#""unverified":true,"#
            } else {
                ""
            },
            self.version,
            self.wrong_returns,
        )
    }

    pub fn from_stored(text: &str) -> Result<CountedCase, serde_json::Error> {
        serde_json::from_str(text)
    }
}

/// The SHA-256 over the canonical lines of the counted cases, each ended by a line feed, sorted.
pub fn counted_seal(mut lines: Vec<String>) -> Sha256 {
    lines.sort_unstable();
    let mut text = String::with_capacity(lines.iter().map(|line| line.len() + 1).sum());
    for line in &lines {
        text.push_str(line);
        text.push('\n');
    }
    Sha256::of(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decimal::TwoPlaces;
    use crate::ranking::{Consequence, Deduction, DeductionReason, Listing, NotRedBecause};

    fn counted(number: u128) -> CountedCase {
        CountedCase {
            case_id: Uuid::from_u128(number),
            unit_id: Uuid::from_u128(7),
            version: 4,
            due_at: Time(1_772_413_200_000_000),
            on_time: true,
            handled_or_closed: true,
            handled_once: true,
            reworked: false,
            recurrence: false,
            speed_millionths: 312_500,
            letters: 0,
            wrong_returns: 1,
            falsified: 0,
            self_found: false,
            unverified: false,
        }
    }

    fn content() -> RankingContent {
        let unit = UnitRef {
            id: Uuid::from_u128(7),
            code: "CG".into(),
            name: "城管执法局".into(),
        };
        let lines = vec![counted(1).canonical(), counted(2).canonical()];
        RankingContent {
            format: RankingContent::FORMAT,
            board: Board::Department,
            period: "2026-W10".into(),
            from: Time(1_772_380_800_000_000),
            to: Time(1_772_985_600_000_000),
            as_of: Time(1_773_000_000_000_000),
            rulebook: RulebookRef {
                name: "默认规则".into(),
                version: 1,
                hash: Sha256::of(b"rulebook"),
            },
            rows: vec![RankingRow {
                rank: Some(1),
                unit: unit.clone(),
                group: String::new(),
                due: 2,
                on_time: 2,
                handled_or_closed: 2,
                handled_once: 2,
                reworked: 0,
                recurrences: 0,
                on_time_rate: Some(TwoPlaces(10_000)),
                closure_rate: Some(TwoPlaces(10_000)),
                rework_rate: Some(TwoPlaces(0)),
                recurrence_rate: Some(TwoPlaces(0)),
                speed: Some(TwoPlaces(3_125)),
                deductions: vec![Deduction {
                    reason: DeductionReason::WrongReturn,
                    count: 2,
                    points: TwoPlaces(200),
                }],
                score: Some(TwoPlaces(9_331)),
                exact_score: Some("1493/16".into()),
                listing: Listing::Black,
                consecutive_black: 2,
                consequence: Some(Consequence::OrganisationTalk),
                self_found: Some(1),
                self_found_on_time: Some(1),
                unverified: Some(1),
                unverified_share: Some(TwoPlaces(5_000)),
                bonus: Some(TwoPlaces(100)),
                not_red_because: Some(NotRedBecause::Unverified),
            }],
            red: vec![],
            black: vec![unit],
            totals: Totals {
                subjects: 1,
                ranked: 1,
                too_few: 0,
                no_data: 0,
                due: 2,
                on_time: 2,
                handled_or_closed: 2,
                handled_once: 2,
                reworked: 0,
                recurrences: 0,
                on_time_rate: Some(TwoPlaces(10_000)),
                closure_rate: Some(TwoPlaces(10_000)),
                rework_rate: Some(TwoPlaces(0)),
                recurrence_rate: Some(TwoPlaces(0)),
                speed: Some(TwoPlaces(3_125)),
                self_found: Some(1),
                self_found_on_time: Some(1),
                unverified: Some(1),
                unverified_share: Some(TwoPlaces(5_000)),
            },
            cases_counted: 2,
            cases_hash: counted_seal(lines),
        }
    }

    #[test]
    fn stored_content_reads_back_to_the_same_text_and_hash() {
        let content = content();
        let text = content.canonical();
        let read = RankingContent::from_stored(&text).unwrap();
        assert_eq!(read, content);
        assert_eq!((read.canonical(), read.hash()), (text, content.hash()));
        insta::assert_snapshot!(content.canonical());
    }

    #[test]
    fn a_counted_line_is_canonical_json_and_reads_back() {
        for (self_found, unverified) in [(false, false), (true, false), (false, true), (true, true)]
        {
            let counted = CountedCase {
                on_time: false,
                recurrence: true,
                letters: 3,
                self_found,
                unverified,
                ..counted(1)
            };
            let line = counted.canonical();
            assert_eq!(line, serde_json::to_value(&counted).unwrap().to_string());
            assert_eq!(CountedCase::from_stored(&line).unwrap(), counted);
        }
    }

    #[test]
    fn the_seal_does_not_care_in_which_order_cases_come_but_about_every_letter() {
        let [a, b] = [1, 2].map(|number| counted(number).canonical());
        let seal = counted_seal(vec![a.clone(), b.clone()]);
        assert_eq!(counted_seal(vec![b.clone(), a.clone()]), seal);
        assert_ne!(counted_seal(vec![a.clone()]), seal);
        assert_ne!(
            counted_seal(vec![format!("{a}\n{b}")]),
            counted_seal(vec![format!("{a}{b}")])
        );
        let altered = CountedCase {
            on_time: false,
            ..counted(2)
        };
        assert_ne!(counted_seal(vec![a, altered.canonical()]), seal);
    }
}
