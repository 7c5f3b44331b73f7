//! The columns of a ranking as a table for spreadsheets, in the order they stand.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    Period,
    Group,
    Rank,
    UnitCode,
    Unit,
    Due,
    OnTime,
    HandledOrClosed,
    Reworked,
    Recurrences,
    OnTimeRate,
    ClosureRate,
    ReworkRate,
    RecurrenceRate,
    Speed,
    Deductions,
    Score,
    Listing,
    ConsecutiveBlack,
    Consequence,
}

impl Column {
    pub const ALL: [Column; 20] = [
        Column::Period,
        Column::Group,
        Column::Rank,
        Column::UnitCode,
        Column::Unit,
        Column::Due,
        Column::OnTime,
        Column::HandledOrClosed,
        Column::Reworked,
        Column::Recurrences,
        Column::OnTimeRate,
        Column::ClosureRate,
        Column::ReworkRate,
        Column::RecurrenceRate,
        Column::Speed,
        Column::Deductions,
        Column::Score,
        Column::Listing,
        Column::ConsecutiveBlack,
        Column::Consequence,
    ];
}
