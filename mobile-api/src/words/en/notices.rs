//! What notices say in English.

use crate::notice::NoticeKind;

pub fn notice(kind: NoticeKind, said: &str) -> String {
    let what = match kind {
        NoticeKind::Dispatched => "A case was dispatched to your department",
        NoticeKind::Rework => "The verification failed; it has to be done again",
        NoticeKind::Reminded => "Somebody urges you to handle the case",
        NoticeKind::Remind50 => "Half of the time allowed is over",
        NoticeKind::Warn80 => "The deadline is near",
        NoticeKind::Overdue100 => "The deadline has passed",
        NoticeKind::Letter24h => "Still not handled: a supervision letter was sent",
        NoticeKind::Account72h => "Overdue for too long: it is on the accountability list",
        NoticeKind::ExtensionGranted => "The extension was granted",
        NoticeKind::ExtensionRefused => "The extension was refused",
        NoticeKind::Suspended => "The case was suspended; its clock stands still",
        NoticeKind::Resumed => "The case was resumed; its clock runs again",
        NoticeKind::Voided => "The case was voided",
        NoticeKind::Closed => "The case you reported was verified and closed",
        NoticeKind::Returned => "The department sent the case you reported back",
        NoticeKind::ReportBurst => {
            "Its reporter has reported as many cases within an hour as one person may; please look into it"
        }
        NoticeKind::TimeCorrected => "A time that a wrong clock recorded was corrected",
        NoticeKind::ToDispatch => "The case has no department; please dispatch it",
    };
    match said.trim_end_matches(['.', '。']) {
        "" => format!("{what}."),
        said => format!("{what}: {said}."),
    }
}
