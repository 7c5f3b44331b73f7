//! A line in the record of what was done beside cases: who, when, what, to what.

use domain::id::UserId;
use domain::time::Micros;
use store::audit::AuditRow;
use uuid::Uuid;

/// Nobody: from the command line.
pub fn row(
    at: Micros,
    actor: Option<UserId>,
    action: &str,
    subject: &str,
    data: serde_json::Value,
) -> AuditRow {
    AuditRow {
        id: Uuid::now_v7(),
        at,
        actor_id: actor,
        action: action.to_owned(),
        subject: subject.to_owned(),
        data: data.to_string(),
    }
}
