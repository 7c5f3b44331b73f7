//! The Chinese names of things.

use crate::action::{Action, ReturnReason};
use crate::auth::{Permission, Role};
use crate::case::{CaseState, Light, Mode};
use crate::category::LimitUnit;
use crate::event::Rung;
use crate::photo::{Flag, PhotoRole};
use crate::ranking::{
    Board, Column, Consequence, DeductionReason, Listing, NotRedBecause, RankingStatus,
};
use crate::route::Match;
use crate::unit::UnitKind;
use crate::zone::{CoverageFault, ZoneKind};

pub fn action(action: Action) -> &'static str {
    match action {
        Action::Report => "上报",
        Action::Dispatch => "派遣",
        Action::Accept => "签收",
        Action::Handle => "处置反馈",
        Action::Return => "回退",
        Action::VerifyPass => "核查通过",
        Action::VerifyFail => "核查不通过（返工）",
        Action::RequestExtension => "申请延期",
        Action::GrantExtension => "批准延期",
        Action::RefuseExtension => "不予延期",
        Action::Suspend => "挂账",
        Action::Resume => "恢复办理",
        Action::Void => "作废",
        Action::Comment => "备注",
        Action::Remind => "催办",
        Action::ConfirmFalsified => "认定弄虚作假",
        Action::CorrectTime => "更正时间",
        Action::Escalate => "督办升级",
    }
}

pub fn return_reason(return_reason: ReturnReason) -> &'static str {
    match return_reason {
        ReturnReason::NotOurs => "非本部门职责",
        ReturnReason::NotFound => "现场未发现问题",
        ReturnReason::NoOwner => "产权单位不明",
        ReturnReason::ConditionsMissing => "不具备处置条件",
        ReturnReason::Other => "其他",
    }
}

pub fn permission(permission: Permission) -> &'static str {
    match permission {
        Permission::ReportCases => "上报案件",
        Permission::UploadPhotos => "上传照片",
        Permission::ReadReference => "查看基础数据",
        Permission::ReadCoverage => "查看责任覆盖",
        Permission::PatrolZones => "巡查打卡",
        Permission::ManageCampaigns => "管理专项整治行动",
        Permission::ManageReference => "管理基础数据",
        Permission::ManageUsers => "管理账号",
        Permission::ReadRankings => "查看红黑榜",
        Permission::ReadDrafts => "查看未发布的榜单",
        Permission::BuildRankings => "编制红黑榜",
        Permission::ReviewRankings => "送审红黑榜",
        Permission::PublishRankings => "发布红黑榜",
        Permission::CorrectRankings => "更正红黑榜",
        Permission::ManageClock => "确认服务器时钟",
    }
}

pub fn role(role: Role) -> &'static str {
    match role {
        Role::Inspector => "巡查员",
        Role::Handler => "经办人",
        Role::Dispatcher => "派遣员",
        Role::Leader => "领导",
        Role::Admin => "管理员",
    }
}

pub fn case_state(case_state: CaseState) -> &'static str {
    match case_state {
        CaseState::Reported => "待派遣",
        CaseState::Dispatched => "已派遣",
        CaseState::Accepted => "已签收",
        CaseState::Handled => "待核查",
        CaseState::Closed => "已结案",
        CaseState::Suspended => "挂账",
        CaseState::Voided => "已作废",
    }
}

pub fn light(light: Light) -> &'static str {
    match light {
        Light::Green => "绿灯",
        Light::Yellow => "黄灯",
        Light::Red => "红灯",
    }
}

pub fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Routine => "常态检查",
        Mode::Random => "随机抽查",
        Mode::Covert => "暗访评估",
        Mode::Joint => "部门联查",
        Mode::Leader => "领导督导",
        Mode::Mock => "模拟测评",
        Mode::Citizen => "市民拍客",
    }
}

pub fn limit_unit(limit_unit: LimitUnit) -> &'static str {
    match limit_unit {
        LimitUnit::Hour => "小时",
        LimitUnit::WorkHour => "工作小时",
        LimitUnit::WorkDay => "工作日",
    }
}

pub fn rung(rung: Rung) -> &'static str {
    match rung {
        Rung::Remind50 => "时限过半提醒",
        Rung::Warn80 => "临期预警",
        Rung::Overdue100 => "逾期通知",
        Rung::Letter24h => "督办函",
        Rung::Account72h => "问责清单",
    }
}

pub fn flag(flag: Flag) -> &'static str {
    match flag {
        Flag::Reused => "同一照片已用于其他案件",
        Flag::NearDuplicate => "与既有照片高度相似",
        Flag::TakenBeforeReport => "拍摄时间早于上报时间",
        Flag::TakenLongBeforeUpload => "拍摄时间与上传时间相隔过久",
        Flag::FarFromCase => "拍摄地点距案件过远",
        Flag::NoTakenTime => "照片没有拍摄时间",
        Flag::ClockSkew => "拍摄设备时钟偏差",
        Flag::PictureDamaged => "照片文件部分损坏",
        Flag::ExifDamaged => "照片拍摄信息部分损坏",
    }
}

pub fn photo_role(photo_role: PhotoRole) -> &'static str {
    match photo_role {
        PhotoRole::Before => "处置前",
        PhotoRole::After => "处置后",
        PhotoRole::Verify => "核查",
    }
}

pub fn board(board: Board) -> &'static str {
    match board {
        Board::Department => "责任部门榜",
        Board::ZoneUnit => "包抓单位榜",
        Board::Street => "街道榜",
    }
}

pub fn column(column: Column) -> &'static str {
    match column {
        Column::Period => "统计周期",
        Column::Group => "分组",
        Column::Rank => "名次",
        Column::UnitCode => "单位代码",
        Column::Unit => "单位",
        Column::Due => "应办",
        Column::OnTime => "按时办结",
        Column::HandledOrClosed => "办结",
        Column::Reworked => "返工",
        Column::Recurrences => "重复发生",
        Column::OnTimeRate => "按时率(%)",
        Column::ClosureRate => "办结率(%)",
        Column::ReworkRate => "返工率(%)",
        Column::RecurrenceRate => "重复率(%)",
        Column::Speed => "用时占比(%)",
        Column::Deductions => "扣分",
        Column::Score => "得分",
        Column::Listing => "榜单",
        Column::ConsecutiveBlack => "连续黑榜次数",
        Column::Consequence => "处理措施",
        Column::SelfFound => "自查发现",
        Column::SelfFoundOnTime => "自查按时办结",
        Column::Unverified => "未核查",
        Column::UnverifiedShare => "未核查率(%)",
        Column::Bonus => "自查加分",
        Column::NotRedBecause => "未列红榜原因",
    }
}

pub fn consequence(consequence: Consequence) -> &'static str {
    match consequence {
        Consequence::LeaderTalk => "分管领导约谈",
        Consequence::OrganisationTalk => "组织部约谈",
        Consequence::Accountability => "问责",
    }
}

pub fn deduction_reason(deduction_reason: DeductionReason) -> &'static str {
    match deduction_reason {
        DeductionReason::Letter => "督办函",
        DeductionReason::WrongReturn => "推诿回退",
        DeductionReason::Falsified => "弄虚作假",
    }
}

pub fn not_red_because(why: NotRedBecause) -> &'static str {
    match why {
        NotRedBecause::Unverified => "未核查案件过多",
    }
}

pub fn listing(listing: Listing) -> &'static str {
    match listing {
        Listing::Red => "红榜",
        Listing::Black => "黑榜",
        Listing::None => "未上榜",
        Listing::TooFew => "样本不足",
        Listing::NoData => "无数据",
    }
}

pub fn ranking_status(ranking_status: RankingStatus) -> &'static str {
    match ranking_status {
        RankingStatus::Live => "实时",
        RankingStatus::Draft => "草稿",
        RankingStatus::Review => "审核中",
        RankingStatus::Published => "已发布",
        RankingStatus::Corrected => "已更正",
        RankingStatus::Withdrawn => "已撤回",
    }
}

pub fn matched(found: Match) -> &'static str {
    match found {
        Match::Inside => "位于责任区内",
        Match::Near => "就近认定",
        Match::None => "不属于任何责任区",
    }
}

pub fn unit_kind(unit_kind: UnitKind) -> &'static str {
    match unit_kind {
        UnitKind::City => "市",
        UnitKind::District => "区县",
        UnitKind::Department => "责任部门",
        UnitKind::StreetOffice => "街道",
        UnitKind::Community => "社区",
        UnitKind::PublicInstitution => "事业单位",
        UnitKind::Enterprise => "企业",
    }
}

pub fn zone_kind(zone_kind: ZoneKind) -> &'static str {
    match zone_kind {
        ZoneKind::Street => "街",
        ZoneKind::Lane => "巷",
        ZoneKind::Compound => "小区",
        ZoneKind::RoadSegment => "路段",
        ZoneKind::Market => "市场",
        ZoneKind::Square => "广场",
        ZoneKind::Park => "公园",
        ZoneKind::SchoolSurround => "校园周边",
    }
}

pub fn coverage_fault(coverage_fault: CoverageFault) -> &'static str {
    match coverage_fault {
        CoverageFault::Unowned => "无责任部门",
        CoverageFault::Ambiguous => "责任部门不唯一",
    }
}
