//! Cases as lists, maps and boards read them: the projection of each case's events, one row a case.
//! Rows are written only in the transaction that appends an event; no rule is applied here.

mod branch;
mod campaign;
mod counts;
mod due;
mod list;
mod near;
mod plan;
mod row;
mod search;

pub use campaign::{Share, by_category, by_zone};
pub use counts::{Count, counts};
pub use due::{AlikeRow, CountedRow, RungDue, Sums, alike, counted, hold_still, next_rungs};
pub use list::{Key, Order, Page, ids_after, list};
pub use near::{Near, closed_near, near_of, open_near};
pub use row::{CaseRow, get, get_all, insert, insert_all, latest_reports, lock, redate, update};
pub use search::{Bbox, Filter, Search, Sight};
