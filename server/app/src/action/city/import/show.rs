//! What an import did, or would have done, as the wire shows it.

use city::file::plan::{Change, Done, Item};
use mobile_api as wire;
use mobile_api::problem::FieldError;

pub fn report(done: Done, lang: wire::words::Lang) -> wire::import::ImportReport {
    let item = |item: Item| wire::import::ImportItem {
        index: item.index.map(|index| index as u64),
        code: item.code,
        name: item.name,
        change: match item.change {
            Change::Created => wire::import::Change::Created,
            Change::Changed => wire::import::Change::Changed,
            Change::Ended => wire::import::Change::Ended,
        },
        differences: item
            .differences
            .into_iter()
            .map(|difference| wire::import::Difference {
                field: difference.field,
                before: difference.before,
                after: difference.after,
            })
            .collect(),
    };
    let report = done.report;
    let warnings = report.warnings.into_iter();
    wire::import::ImportReport {
        dry_run: done.dry_run,
        created: report.created,
        changed: report.changed,
        unchanged: report.unchanged,
        ended: report.ended,
        items: report.items.into_iter().map(item).collect(),
        warnings: warnings
            .map(|warning| FieldError::new(warning.pointer, warning.code, &warning.detail, lang))
            .collect(),
        accounts: done
            .accounts
            .into_iter()
            .map(|account| wire::import::NewAccount {
                username: account.username,
                password: account.password,
            })
            .collect(),
    }
}
