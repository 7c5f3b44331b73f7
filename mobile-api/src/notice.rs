//! Notices 消息: what happened to cases that concern the reader, told by the server and marked as read by the reader.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::case::CaseState;
use crate::category::CategoryRef;
use crate::time::Time;
use crate::zone::ZoneRef;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NoticePage {
    /// The latest first.
    pub items: Vec<Notice>,
    /// How many the reader has not read, on this page or not.
    pub unread: u64,
    /// Null on the last page.
    pub next_cursor: Option<String>,
    /// What waits for the reader as long as it lasts, and is about no case.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alerts: Vec<Alert>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Alert {
    pub kind: AlertKind,
    pub since: Time,
    /// In the reader's language.
    pub text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AlertKind {
    /// To administrators of the whole city: nothing acts by the clock until one has checked and confirmed it.
    ClockSuspect,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Notice {
    pub id: Uuid,
    pub at: Time,
    pub kind: NoticeKind,
    pub case: NoticeCase,
    /// In the reader's language.
    #[schema(example = "核查不通过，需要返工：墙角仍有残留。")]
    pub text: String,
    pub read: bool,
}

/// The case as it is now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NoticeCase {
    pub id: Uuid,
    #[schema(example = "20261121-0042")]
    pub number: String,
    pub category: CategoryRef,
    pub address: String,
    pub zone: Option<ZoneRef>,
    pub state: CaseState,
    pub deadline_at: Option<Time>,
}

#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    // To the department
    Dispatched,
    Rework,
    Reminded,
    #[serde(rename = "remind_50")]
    Remind50,
    #[serde(rename = "warn_80")]
    Warn80,
    #[serde(rename = "overdue_100")]
    Overdue100,
    #[serde(rename = "letter_24h")]
    Letter24h,
    #[serde(rename = "account_72h")]
    Account72h,
    ExtensionGranted,
    ExtensionRefused,
    Suspended,
    Resumed,
    /// To the reporter too.
    Voided,
    // To the reporter
    Closed,
    /// The department sent it back.
    Returned,
    // To the dispatchers
    /// Nobody owns it, or its department sent it back.
    ToDispatch,
    // To those who dispatch and lead
    /// Its reporter has reported as many cases within an hour as one person may.
    ReportBurst,
    // To the department and the leaders
    /// A time that a wrong clock wrote was set right.
    TimeCorrected,
}

impl NoticeKind {
    pub const ALL: [NoticeKind; 18] = [
        NoticeKind::Dispatched,
        NoticeKind::Rework,
        NoticeKind::Reminded,
        NoticeKind::Remind50,
        NoticeKind::Warn80,
        NoticeKind::Overdue100,
        NoticeKind::Letter24h,
        NoticeKind::Account72h,
        NoticeKind::ExtensionGranted,
        NoticeKind::ExtensionRefused,
        NoticeKind::Suspended,
        NoticeKind::Resumed,
        NoticeKind::Voided,
        NoticeKind::Closed,
        NoticeKind::Returned,
        NoticeKind::ToDispatch,
        NoticeKind::ReportBurst,
        NoticeKind::TimeCorrected,
    ];
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadRequest {
    /// The `at` of the latest notice that was seen: it and everything before it has been read.
    pub up_to: Time,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Unread {
    pub unread: u64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{Lang, notice};

    #[test]
    fn every_notice_reads_well_with_and_without_a_reason() {
        let mut page = String::new();
        for kind in NoticeKind::ALL {
            for said in ["", "墙角仍有残留。"] {
                let (zh, en) = (notice(kind, said, Lang::Zh), notice(kind, said, Lang::En));
                assert!(zh.ends_with('。') && !zh.contains("。。"), "{zh}");
                assert!(en.ends_with('.') || en.ends_with('。'), "{en}");
                page += &format!("{zh}\n{en}\n");
            }
        }
        insta::assert_snapshot!(page);
    }
}
