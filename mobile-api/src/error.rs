//! The table of error codes: name, HTTP status, kind, title in Chinese and English. `code` is the
//! contract; titles may change. What exactly went wrong in one case is said by `words::Detail`.

mod code;
mod table;

pub use code::Code;

/// Whose doing it is, and so what a client should do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Sign in (again).
    SignIn,
    /// Don't ask this.
    Denied,
    /// Change the request.
    Invalid,
    /// Look again, then decide.
    Conflict,
    /// Send the same later.
    Later,
    /// Ours; report the request id.
    Fault,
    /// Only inside an import's report: the place in the file is named beside it.
    Import,
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    pub code: Code,
    pub name: &'static str,
    pub status: u16,
    pub kind: Kind,
    pub zh: &'static str,
    pub en: &'static str,
}

impl Code {
    pub fn row(self) -> &'static Row {
        &table::ROWS[self as usize]
    }

    pub fn name(self) -> &'static str {
        self.row().name
    }

    pub fn status(self) -> u16 {
        self.row().status
    }

    pub fn kind(self) -> Kind {
        self.row().kind
    }

    /// None: a newer server knows codes that this build does not.
    pub fn named(name: &str) -> Option<Code> {
        Code::all().find(|code| code.name() == name)
    }

    pub fn all() -> impl Iterator<Item = Code> {
        table::ROWS.iter().map(|row| row.code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_code_stands_in_its_own_row() {
        for (place, code) in Code::all().enumerate() {
            assert_eq!(
                code as usize, place,
                "{code:?} is not in the order of the enum"
            );
            assert_eq!(code.row().code, code);
            assert_eq!(Code::named(code.name()), Some(code));
        }
        assert_eq!(Code::named("nonsense"), None);
    }

    #[test]
    fn names_are_unique_and_spelt_like_the_rest_of_the_wire() {
        let names: BTreeSet<_> = Code::all().map(Code::name).collect();
        assert_eq!(names.len(), Code::all().count());
        for name in names {
            assert!(
                name.bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte == b'_'),
                "{name}"
            );
        }
    }

    #[test]
    fn every_title_is_there_in_both_languages() {
        for row in table::ROWS {
            assert!(!row.zh.is_ascii(), "{}: {}", row.name, row.zh);
            assert!(
                !row.en.is_empty() && row.en.is_ascii(),
                "{}: {}",
                row.name,
                row.en
            );
            assert!(
                !row.zh.ends_with('。') && !row.en.ends_with('.'),
                "{} is a title",
                row.name
            );
        }
    }

    #[test]
    fn the_kind_agrees_with_the_status() {
        for row in table::ROWS {
            let fits = match row.kind {
                Kind::SignIn => row.status == 401,
                Kind::Denied => matches!(row.status, 403..=405),
                Kind::Invalid => matches!(row.status, 400 | 413 | 415 | 422),
                Kind::Conflict => row.status == 409,
                Kind::Later => matches!(row.status, 408 | 429 | 503 | 507),
                Kind::Fault => row.status == 500,
                Kind::Import => row.status == 422,
            };
            assert!(fits, "{} is {:?} with {}", row.name, row.kind, row.status);
        }
    }

    #[test]
    fn the_table_of_codes() {
        let lines: Vec<String> = table::ROWS
            .iter()
            .map(|row| {
                format!(
                    "{} {:<26} {:<9} {} | {}",
                    row.status,
                    row.name,
                    format!("{:?}", row.kind),
                    row.zh,
                    row.en
                )
            })
            .collect();
        insta::assert_snapshot!(lines.join("\n"));
    }
}
