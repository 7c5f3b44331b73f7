//! A list as CSV for spreadsheets: UTF-8 with a byte-order mark, without which Excel would read Chinese as GBK,
//! and no cell that a spreadsheet would take for a formula.

use mobile_api::decimal::TwoPlaces;
use mobile_api::ranking::{Column, Ranking, RankingRow};
use mobile_api::words::{Lang, Word};

const BYTE_ORDER_MARK: &str = "\u{feff}";

pub fn csv(ranking: &Ranking, lang: Lang) -> anyhow::Result<String> {
    let mut table = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::from(BYTE_ORDER_MARK));
    table.write_record(Column::ALL.map(|column| column.word(lang)))?;
    for row in &ranking.rows {
        let cells = Column::ALL.map(|column| cell(&ranking.period, row, column, lang));
        table.write_record(cells.iter().map(|cell| harmless(cell)))?;
    }
    let bytes = table.into_inner().map_err(|error| error.into_error())?;
    Ok(String::from_utf8(bytes)?)
}

/// ASCII, so that every browser and disk takes it.
pub fn file_name(ranking: &Ranking) -> String {
    format!("red-black-{}-{}.csv", ranking.board.name(), ranking.period)
}

/// An apostrophe in front makes a spreadsheet show what it would otherwise compute.
fn harmless(cell: &str) -> String {
    match cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        true => format!("'{cell}"),
        false => cell.to_owned(),
    }
}

fn cell(period: &str, row: &RankingRow, column: Column, lang: Lang) -> String {
    let shown = |value: Option<TwoPlaces>| value.map(|v| v.to_string()).unwrap_or_default();
    let number = |value: Option<i64>| value.map(|n| n.to_string()).unwrap_or_default();
    match column {
        Column::Period => period.to_owned(),
        Column::Group => row.group.clone(),
        Column::Rank => row.rank.map(|rank| rank.to_string()).unwrap_or_default(),
        Column::UnitCode => row.unit.code.clone(),
        Column::Unit => row.unit.name.clone(),
        Column::Due => row.due.to_string(),
        Column::OnTime => row.on_time.to_string(),
        Column::HandledOrClosed => row.handled_or_closed.to_string(),
        Column::Reworked => row.reworked.to_string(),
        Column::Recurrences => row.recurrences.to_string(),
        Column::OnTimeRate => shown(row.on_time_rate),
        Column::ClosureRate => shown(row.closure_rate),
        Column::ReworkRate => shown(row.rework_rate),
        Column::RecurrenceRate => shown(row.recurrence_rate),
        Column::Speed => shown(row.speed),
        Column::Deductions => {
            let points = row.deductions.iter().map(|deduction| deduction.points.0);
            TwoPlaces(points.sum()).to_string()
        }
        Column::Score => shown(row.score),
        Column::Listing => row.listing.word(lang).to_owned(),
        Column::ConsecutiveBlack => row.consecutive_black.to_string(),
        Column::Consequence => row
            .consequence
            .map(|step| step.word(lang))
            .unwrap_or_default()
            .to_owned(),
        Column::SelfFound => number(row.self_found),
        Column::SelfFoundOnTime => number(row.self_found_on_time),
        Column::Unverified => number(row.unverified),
        Column::UnverifiedShare => shown(row.unverified_share),
        Column::Bonus => shown(row.bonus),
        Column::NotRedBecause => row
            .not_red_because
            .map(|why| why.word(lang))
            .unwrap_or_default()
            .to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_compute_is_shown_instead() {
        #[rustfmt::skip]
        let table = [
            ("=1+1", "'=1+1"), ("+86", "'+86"), ("-1.00", "'-1.00"), ("@cmd", "'@cmd"), ("\t=1", "'\t=1"),
            ("93.31", "93.31"), ("城管执法局", "城管执法局"), ("a=b", "a=b"), ("", ""),
        ];
        for (cell, expected) in table {
            assert_eq!(harmless(cell), expected);
        }
    }
}
