//! What notices say in Chinese.

use crate::notice::NoticeKind;

pub fn notice(kind: NoticeKind, said: &str) -> String {
    let what = match kind {
        NoticeKind::Dispatched => "案件派遣到本部门，请及时签收办理",
        NoticeKind::Rework => "核查不通过，需要返工",
        NoticeKind::Reminded => "收到催办，请尽快办理",
        NoticeKind::Remind50 => "办理时限已过半",
        NoticeKind::Warn80 => "办理时限将到，请抓紧办理",
        NoticeKind::Overdue100 => "已超过办理时限",
        NoticeKind::Letter24h => "超期仍未办结，已发督办函",
        NoticeKind::Account72h => "超期过久，已列入问责清单",
        NoticeKind::ExtensionGranted => "延期申请已批准",
        NoticeKind::ExtensionRefused => "延期申请未获批准",
        NoticeKind::Suspended => "案件已挂账，时限暂停计算",
        NoticeKind::Resumed => "案件恢复办理，时限继续计算",
        NoticeKind::Voided => "案件已作废",
        NoticeKind::Closed => "您上报的案件已核查结案",
        NoticeKind::Returned => "您上报的案件被责任部门退回，等待重新派遣",
        NoticeKind::ReportBurst => "上报人一小时内的上报件数已达上限，请核实",
        NoticeKind::TimeCorrected => "因服务器时钟有误，案件的有关时间已更正",
        NoticeKind::ToDispatch => "案件尚无责任部门，请派遣",
    };
    match said.trim_end_matches('。') {
        "" => format!("{what}。"),
        said => format!("{what}：{said}。"),
    }
}
