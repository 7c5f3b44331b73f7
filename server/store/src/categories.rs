//! Classes of problem by scheme and code, with the limit each has now. Cases keep the limit they were dispatched with.

use diesel::prelude::*;

use crate::conn::Conn;
use crate::error::{Result, one_row};
use crate::schema::categories;

#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = categories)]
pub struct CategoryRow {
    pub scheme: String,
    pub code: String,
    pub name: String,
    pub campaign_word: String,
    pub limit_value: i64,
    pub limit_unit: String,
    pub urgent: bool,
    pub active: bool,
    pub position: i64,
}

pub fn all(conn: &mut Conn) -> Result<Vec<CategoryRow>> {
    Ok(categories::table
        .order((categories::position, categories::scheme, categories::code))
        .select(CategoryRow::as_select())
        .load(conn)?)
}

pub fn insert(conn: &mut Conn, row: &CategoryRow) -> Result<()> {
    diesel::insert_into(categories::table)
        .values(row)
        .execute(conn)?;
    Ok(())
}

pub fn update(conn: &mut Conn, row: &CategoryRow) -> Result<()> {
    one_row(
        diesel::update(categories::table.find((&row.scheme, &row.code)))
            .set(row)
            .execute(conn)?,
    )
}
