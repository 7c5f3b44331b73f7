//! Exact numbers as people read them: rounded half up to two places, once, at the very end.

use super::Exact;

/// 9,331 for 93.31395…
pub fn hundredths(value: Exact) -> i64 {
    let rounded = (value * 100 + Exact::new(1, 2)).floor().to_integer();
    // Scores and percentages are far from either end.
    i64::try_from(rounded).unwrap_or(if rounded < 0 { i64::MIN } else { i64::MAX })
}

/// "93.31" for 93.31395…
pub fn two_places(value: Exact) -> String {
    let hundredths = hundredths(value);
    let sign = if hundredths < 0 { "-" } else { "" };
    let size = hundredths.unsigned_abs();
    format!("{sign}{}.{:02}", size / 100, size % 100)
}

/// "93.31" for 0.9331395…
pub fn percent(share: Exact) -> String {
    two_places(share * 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_rates_come_out_as_published() {
        #[rustfmt::skip]
        let table = [
            (963, 1_032, "93.31"), // 台山
            (410, 452, "90.71"),   // 江门
            (911, 972, "93.72"),   // 天门 2016-12, closed
            (737, 972, "75.82"),   // 天门 2016-12, on time
            (7, 8, "87.50"),       // 蓬江
            (0, 5, "0.00"),
            (5, 5, "100.00"),
        ];
        for (part, of, expected) in table {
            assert_eq!(percent(Exact::new(part, of)), expected);
        }
    }

    #[test]
    fn halves_go_up() {
        #[rustfmt::skip]
        let table = [
            (1, 8, "0.13"), (1, 200, "0.01"), (1, 201, "0.00"), (1, 3, "0.33"), (2, 3, "0.67"),
            (99_995, 1_000, "100.00"), (99_994, 1_000, "99.99"), (1_005, 1_000, "1.01"), (-3, 2, "-1.50"), (-1, 300, "0.00"),
        ];
        for (numerator, denominator, expected) in table {
            assert_eq!(two_places(Exact::new(numerator, denominator)), expected);
        }
    }
}
