//! A CSV file as rows of named cells, with everything that is wrong with its form: columns, row lengths,
//! cells a spreadsheet would run. What a cell means, the file of its kind knows.

use std::collections::HashMap;

use csv::{ReaderBuilder, StringRecord, Trim};
use mobile_api::body::escaped;
use mobile_api::error::Code;
use mobile_api::words::Detail;

use super::text;
use crate::fault::{Faults, fault};

/// A row in memory is many times what it is in the file; no city has that many of anything that is imported so.
pub const MOST_ROWS: usize = 50_000;

const MOST_COLUMNS: usize = 50;

#[derive(Clone, Copy)]
pub struct Column {
    pub name: &'static str,
    /// The header must name it.
    there: bool,
    /// Its cells must say something.
    filled: bool,
}

pub const fn required(name: &'static str) -> Column {
    Column {
        name,
        there: true,
        filled: true,
    }
}

/// The column must be there; an empty cell says something too.
pub const fn may_be_empty(name: &'static str) -> Column {
    Column {
        name,
        there: true,
        filled: false,
    }
}

pub const fn optional(name: &'static str) -> Column {
    Column {
        name,
        there: false,
        filled: false,
    }
}

/// Row 0 is the line below the header, so that a row's number plus two is its line in an editor.
pub struct Row {
    pub number: usize,
    cells: HashMap<&'static str, String>,
}

impl Row {
    /// Without the blanks around it; empty when the column was left out.
    pub fn cell(&self, column: &str) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }

    pub fn at(&self, column: &str) -> String {
        format!("/{}/{column}", self.number)
    }
}

/// The rows that are sound in form. What is wrong with the others goes to `faults`.
pub fn read(bytes: &[u8], columns: &[Column], faults: &mut Faults) -> Vec<Row> {
    let text = match text::utf8(bytes) {
        Ok(text) => text,
        Err(wrong) => {
            faults.push(wrong);
            return Vec::new();
        }
    };
    let mut reader = ReaderBuilder::new()
        .trim(Trim::All)
        .flexible(true)
        .from_reader(text.as_bytes());
    let header = match reader.headers() {
        Ok(header) => header.clone(),
        Err(_) => StringRecord::new(),
    };
    if header.iter().all(str::is_empty) {
        faults.push(fault("", Code::ImportInvalid, Detail::ImportEmpty));
        return Vec::new();
    }
    if header.len() > MOST_COLUMNS {
        let most = MOST_COLUMNS as u64;
        faults.push(fault(
            "",
            Code::ImportInvalid,
            Detail::ColumnsTooMany { most },
        ));
        return Vec::new();
    }
    let names = header_names(&header, columns, faults);
    let mut rows = Vec::new();
    let mut lines = Lines::of_text(text);
    for record in reader.records() {
        // The text is UTF-8 and rows of any length are taken: nothing else can fail.
        let Ok(record) = record else { continue };
        let number = lines.of(&record).saturating_sub(2);
        if rows.len() == MOST_ROWS {
            let most = MOST_ROWS as u64;
            let at = format!("/{number}");
            faults.push(fault(at, Code::ImportInvalid, Detail::RowsTooMany { most }));
            break;
        }
        if faults.are_enough() {
            break;
        }
        if let Some(row) = row(number, &record, &names, columns, faults) {
            rows.push(row);
        }
    }
    if rows.is_empty() && faults.is_empty() {
        faults.push(fault("", Code::ImportInvalid, Detail::ImportEmpty));
    }
    rows
}

/// Lines as an editor counts them. A record's own position is where the one before it ended, before the line
/// ends and empty lines between them.
struct Lines<'a> {
    text: &'a [u8],
    counted: usize,
    line: usize,
}

impl<'a> Lines<'a> {
    fn of_text(text: &'a str) -> Lines<'a> {
        Lines {
            text: text.as_bytes(),
            counted: 0,
            line: 1,
        }
    }

    /// Records must be asked for in their order.
    fn of(&mut self, record: &StringRecord) -> usize {
        let byte = record.position().map_or(0, csv::Position::byte);
        let mut start = usize::try_from(byte)
            .unwrap_or(usize::MAX)
            .max(self.counted);
        while matches!(self.text.get(start), Some(b'\r' | b'\n')) {
            start += 1;
        }
        let passed = self.text.get(self.counted..start).unwrap_or_default();
        self.line += line_ends(passed);
        self.counted = start;
        self.line
    }
}

/// `\n`, `\r\n`, and the `\r` alone of old spreadsheets.
fn line_ends(text: &[u8]) -> usize {
    let next = text.iter().skip(1).map(Some).chain([None]);
    let ends = text.iter().zip(next);
    ends.filter(|(byte, next)| **byte == b'\n' || (**byte == b'\r' && *next != Some(&b'\n')))
        .count()
}

/// Which column each place of a row belongs to; none for those nobody knows.
fn header_names(
    header: &StringRecord,
    columns: &[Column],
    faults: &mut Faults,
) -> Vec<Option<&'static str>> {
    let mut names: Vec<Option<&'static str>> = Vec::new();
    for given in header {
        let known = columns.iter().find(|column| column.name == given);
        match known.map(|column| column.name) {
            Some(name) if names.contains(&Some(name)) => {
                let detail = Detail::FieldRepeated { name: name.into() };
                faults.push(fault(format!("/{name}"), Code::RowInvalid, detail));
                names.push(None);
            }
            Some(name) => names.push(Some(name)),
            None => {
                let detail = Detail::ColumnUnknown { name: given.into() };
                let at = format!("/{}", escaped(given));
                faults.push(fault(at, Code::ColumnUnknown, detail));
                names.push(None);
            }
        }
    }
    for column in columns.iter().filter(|column| column.there) {
        if !names.contains(&Some(column.name)) {
            let detail = Detail::ColumnMissing {
                name: column.name.into(),
            };
            let at = format!("/{}", column.name);
            faults.push(fault(at, Code::ColumnMissing, detail));
        }
    }
    names
}

fn row(
    number: usize,
    record: &StringRecord,
    names: &[Option<&'static str>],
    columns: &[Column],
    faults: &mut Faults,
) -> Option<Row> {
    // A quote that is never closed swallows the lines below it: no cell of ours has a line break.
    let broken = record.iter().any(|cell| cell.contains(char::is_control));
    if record.len() != names.len() || broken {
        let detail = Detail::RowUnreadable;
        faults.push(fault(format!("/{number}"), Code::RowInvalid, detail));
        return None;
    }
    let found = faults.len();
    let mut cells = HashMap::new();
    for (name, cell) in names.iter().zip(record) {
        let Some(name) = *name else { continue };
        let at = || format!("/{number}/{name}");
        if cell.starts_with(['=', '+', '-', '@']) {
            faults.push(fault(at(), Code::FormulaRefused, Detail::FormulaRefused));
        } else if cell.chars().count() > LONGEST {
            let detail = Detail::TextTooLong {
                most: LONGEST as u64,
            };
            faults.push(fault(at(), Code::RowInvalid, detail));
        }
        cells.insert(name, cell.to_owned());
    }
    for column in columns.iter().filter(|column| column.filled) {
        if cells.get(column.name).is_some_and(String::is_empty) {
            let at = format!("/{number}/{}", column.name);
            faults.push(fault(at, Code::RowInvalid, Detail::FieldEmpty));
        }
    }
    (faults.len() == found).then_some(Row { number, cells })
}

/// Names and posts are printed on lists and letters; nothing longer is one.
pub const LONGEST: usize = 200;

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Column; 3] = [required("code"), required("name"), optional("leader")];

    fn faults_of(text: &str) -> Vec<(String, Code, Detail)> {
        let mut faults = Faults::default();
        read(text.as_bytes(), &COLUMNS, &mut faults);
        let seen = faults.into_iter();
        seen.map(|wrong| (wrong.pointer, wrong.code, wrong.detail))
            .collect()
    }

    #[test]
    fn reading_ends_where_nobody_would_read_on() {
        let wrong = faults_of(&format!("code,name\n{}", ",\n".repeat(1_000_000)));
        assert_eq!(wrong.len(), crate::fault::MOST);
        let wide = faults_of(&"code,".repeat(1_000_000));
        let most = MOST_COLUMNS as u64;
        let detail = Detail::ColumnsTooMany { most };
        assert_eq!(wide, [(String::new(), Code::ImportInvalid, detail)]);
        let rows = "a,b\n".repeat(MOST_ROWS);
        assert_eq!(faults_of(&format!("code,name\n{rows}")), []);
        let most = MOST_ROWS as u64;
        let detail = Detail::RowsTooMany { most };
        assert_eq!(
            faults_of(&format!("code,name\n{rows}a,b\n")),
            [(format!("/{MOST_ROWS}"), Code::ImportInvalid, detail)]
        );
    }

    #[test]
    fn cells_are_found_by_name_in_any_order_of_columns() {
        let mut faults = Faults::default();
        let text = "name, code\r\n\"解放路, 东段\" ,jf-e\r\n\r\n中山路,zs\r\n";
        let rows = read(text.as_bytes(), &COLUMNS, &mut faults);
        assert!(faults.is_empty(), "{faults:?}");
        let seen: Vec<_> = rows
            .iter()
            .map(|row| {
                (
                    row.number,
                    row.cell("code"),
                    row.cell("name"),
                    row.cell("leader"),
                )
            })
            .collect();
        assert_eq!(
            seen,
            [(0, "jf-e", "解放路, 东段", ""), (2, "zs", "中山路", "")]
        );
        assert_eq!(rows[1].at("name"), "/2/name");
    }

    #[test]
    fn rows_are_counted_by_whatever_ends_a_line() {
        let mut faults = Faults::default();
        let text = "code,name\rjf-e,解放路\rzs,中山路\r\nrm,人民路\n\nhq,环形路\r";
        let rows = read(text.as_bytes(), &COLUMNS, &mut faults);
        let numbers: Vec<usize> = rows.iter().map(|row| row.number).collect();
        assert_eq!((numbers, faults), (vec![0, 1, 2, 4], Faults::default()));
    }

    #[test]
    fn a_column_of_any_name_is_one_part_of_its_pointer() {
        let faults = faults_of("code,name,5/x~\na,b,c\n");
        assert_eq!(faults[0].0, "/5~1x~0");
    }

    #[test]
    fn every_fault_of_a_file_is_named_at_once() {
        let name = |name: &str| name.to_owned();
        assert_eq!(
            faults_of("code,code,colour\nx,y,z\nx,y\n"),
            [
                (
                    "/code".into(),
                    Code::RowInvalid,
                    Detail::FieldRepeated { name: name("code") }
                ),
                (
                    "/colour".into(),
                    Code::ColumnUnknown,
                    Detail::ColumnUnknown {
                        name: name("colour")
                    }
                ),
                (
                    "/name".into(),
                    Code::ColumnMissing,
                    Detail::ColumnMissing { name: name("name") }
                ),
                ("/1".into(), Code::RowInvalid, Detail::RowUnreadable),
            ]
        );
        let long = "长".repeat(LONGEST + 1);
        let text = format!("code,name,leader\na,=1+1,\nb,@x,-3\n,空,\nc,{long},\nd,\"坏\nx,y,\n");
        assert_eq!(
            faults_of(&text),
            [
                (
                    "/0/name".into(),
                    Code::FormulaRefused,
                    Detail::FormulaRefused
                ),
                (
                    "/1/name".into(),
                    Code::FormulaRefused,
                    Detail::FormulaRefused
                ),
                (
                    "/1/leader".into(),
                    Code::FormulaRefused,
                    Detail::FormulaRefused
                ),
                ("/2/code".into(), Code::RowInvalid, Detail::FieldEmpty),
                (
                    "/3/name".into(),
                    Code::RowInvalid,
                    Detail::TextTooLong { most: 200 }
                ),
                ("/4".into(), Code::RowInvalid, Detail::RowUnreadable),
            ]
        );
    }

    #[test]
    fn a_file_without_rows_is_no_import() {
        let empty = (String::new(), Code::ImportInvalid, Detail::ImportEmpty);
        for text in ["", "\n\n", "code,name\n"] {
            assert_eq!(faults_of(text), std::slice::from_ref(&empty), "{text:?}");
        }
        let marked = (String::new(), Code::EncodingInvalid, Detail::EncodingMarked);
        assert_eq!(faults_of("\u{feff}code,name\na,b\n"), [marked]);
    }
}
