//! From rules and rows to the wire's types, and back where a request names one of them. Names only; no rule.

pub mod ranking;
pub mod ranking_csv;

use city::show::unit_ref;
use domain::role::Role;
use mirror::Shown;
use mobile_api as wire;
use mobile_api::problem::FieldError;

/// What the signed-in person is told about themselves.
pub fn me(caller: &crate::auth::caller::Caller) -> wire::auth::Me {
    let units = &caller.city.units;
    wire::auth::Me {
        id: caller.user.id.0,
        username: caller.user.username.clone(),
        display_name: caller.user.display_name.clone(),
        role: caller.actor.role.shown(),
        unit: caller.actor.unit.map(|unit| unit_ref(units, unit)),
        scope: wire::auth::Scope {
            whole_city: caller.actor.scope.is_none() && caller.actor.role != Role::Handler,
            unit: caller.actor.scope.map(|unit| unit_ref(units, unit)),
        },
        permissions: domain::permission::rights(&caller.actor)
            .into_iter()
            .map(Shown::shown)
            .collect(),
        must_change_password: caller.user.must_change_password,
    }
}

pub fn import_report(
    done: city::file::plan::Done,
    lang: wire::words::Lang,
) -> wire::import::ImportReport {
    use city::file::plan::{Change, Item};
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
