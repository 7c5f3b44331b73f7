//! The Chinese wording.

mod names;
mod notices;

pub use names::*;
pub use notices::notice;

use super::{Detail, Word, zh};
use crate::category::{Limit, LimitUnit};
use crate::route::{Held, Match, RouteRecord, RulePlace, RuleRef};
use crate::words::Lang;

pub fn detail(detail: &Detail) -> String {
    use Detail::*;
    match detail {
        SignInRequired => "请先登录。".into(),
        TokenExpired => "登录已过期，请重新登录。".into(),
        TokenInvalid => "登录凭证无效，请重新登录。".into(),
        SessionEnded => "本次登录已终止，请重新登录。".into(),
        CredentialsWrong => "用户名或密码不正确。".into(),
        AccountDisabled => "该账号已停用，请联系管理员。".into(),
        PasswordChangeRequired => "您使用的是一次性密码，请先修改密码，再办理其他事项。".into(),
        RefreshTokenInvalid => "登录凭证无效或已过期，请重新登录。".into(),
        RefreshTokenReused => "登录凭证被重复使用，为安全起见会话已终止，请重新登录。".into(),
        PermissionNeeded { permission } => {
            format!("当前账号没有“{}”权限。", permission.word(Lang::Zh))
        }
        BeyondScope { permission } => format!(
            "“{}”超出您的管辖范围，请由管辖范围包含此事项的人员办理。",
            permission.word(Lang::Zh)
        ),
        RoleMayNot { action } => format!("当前账号不能对本案件进行“{}”。", action.word(Lang::Zh)),
        CaseBeyondScope => "本案件不在您的管辖范围内，您可以查看和备注，不能办理。".into(),
        OriginalNotYours => "原图仅限巡查、派遣、领导人员和上传人查看，请查看处理后的图片。".into(),
        NotTheDepartment => "本案件不由您所在的部门办理。".into(),
        OwnWorkUnverifiable => "处置人不得核查自己处置的案件。".into(),
        OwnDepartmentUnjudgeable => "处置部门的人员不得核查、认定本部门的案件，也不得决定其改派、挂起、作废和延期。".into(),
        AccountBeyondScope => "该账号不在您的管辖范围内，不能由您管理。".into(),
        ScopeTooWide => "账号的管辖范围不得超出您自己的管辖范围。".into(),
        UnitBeyondScope => "该单位不在您的管辖范围内，不能为其设立账号。".into(),
        LaterExtensionsByLeader => "本案件已延期过，再次延期须由领导批准。".into(),

        NotFound => "未找到所请求的内容，或您无权查看。".into(),
        NoSuchAddress => "该地址不存在。".into(),
        MethodNotAllowed { method } => format!("该地址不支持 {method} 请求。"),
        BodyEmpty => "请求内容为空。".into(),
        BodyNotJson { line, column } => {
            format!("请求内容不是有效的 JSON（第 {line} 行第 {column} 列）。")
        }
        BodyTooLarge { limit_bytes } => format!("请求内容超过 {} 的上限。", size(*limit_bytes)),
        MediaTypeExpected { expected } => format!("内容类型应为 {expected}。"),
        FieldsInvalid { count } => format!("有 {count} 处内容需要修改。"),
        FieldMissing { name } => format!("缺少必填项“{name}”。"),
        FieldUnknown { name } => format!("不认识的字段“{name}”。"),
        FieldRepeated { name } => format!("字段“{name}”重复出现。"),
        FieldUnreadable => "内容的类型或格式不正确。".into(),
        FieldNotOneOf { given } => format!("“{given}”不在可选范围内。"),
        FieldEmpty => "此项不能为空。".into(),
        PasswordTooShort { least } => format!("密码过短，至少 {least} 位。"),
        PasswordTooLong { most } => format!("密码过长，最多 {most} 位。"),
        PasswordGuessable => "密码过于常见，容易被猜到。请勿使用姓名、单位或地名及其拼音、年份、连续或重复的数字和字母；可将几个互不相关的词连在一起。".into(),
        PasswordUnchanged => "新密码不能与原密码相同，请另设一个。".into(),
        OldPasswordWrong => "原密码不正确，请重新输入。".into(),
        NulInText => "文字中含有无法保存的字符（U+0000），请删除后重试。".into(),
        TextTooLong { most } => format!("文字过长，最多 {most} 字。"),
        NumberOutOfRange { least, most } => format!("应在 {least} 至 {most} 之间。"),
        NotATime => "时间应为带时区的 RFC 3339 格式，例如 2026-03-02T09:00:00+08:00。".into(),
        NotAnId => "编号应为 UUID 格式。".into(),
        NotAHash => "校验值应为 64 位小写十六进制的 SHA-256。".into(),
        NamedTwice => "同一内容出现了两次。".into(),
        ParameterUnreadable { name } => format!("参数“{name}”缺失或格式不正确。"),
        ParameterUnknown { name } => format!("不认识的参数“{name}”。"),
        BoxInvalid => "范围应为“西,南,东,北”四个经纬度值，且西小于东、南小于北。".into(),
        CursorInvalid => "分页标记无效，请从第一页重新读取。".into(),

        LonOutOfRange => "经度应在 -180 至 180 之间。".into(),
        LatOutOfRange => "纬度应在 -90 至 90 之间。".into(),
        LonLatSwapped => "经度与纬度疑似颠倒。".into(),
        AccuracyOutOfRange => "定位精度应为不小于 0 的米数。".into(),
        CrsMissing => "请注明坐标系（wgs84、gcj02 或 bd09）。".into(),
        CrsUnknown { given } => format!("未知的坐标系“{given}”，应为 wgs84、gcj02 或 bd09。"),
        TimeInFuture => "时间不能晚于当前时间。".into(),
        TimeTooLongAgo { days } => format!("时间过早，不能早于 {days} 天前。"),
        EndsBeforeStart => "结束时间不能早于开始时间。".into(),
        VisitTooLong { hours } => format!("一次巡查最长 {hours} 小时。"),
        OutsideTheVisit => "轨迹点的时间不在本次巡查的起止时间之内。".into(),
        TooManyTrackPoints { most } => format!("轨迹点过多，最多 {most} 个。"),

        CategoryUnknown { scheme, code } => format!("问题类别 {code}（{scheme}）不存在。"),
        CategoryInactive { code } => format!("问题类别 {code} 已停用。"),
        DepartmentUnknown { code } => format!("责任部门“{code}”不存在。"),
        DepartmentInactive { code } => format!("责任部门“{code}”已停用。"),
        UnitUnknown { code } => format!("单位“{code}”不存在。"),
        ZoneUnknown { code } => format!("责任区“{code}”不存在。"),
        CaseUnknown => "所指的案件不存在。".into(),
        CaseItself => "案件不能与自身重复。".into(),
        CampaignUnknown => "所指的专项整治行动不存在。".into(),
        PeriodUnknown { given } => {
            format!("统计周期“{given}”有误，应如 2026-W47（周）或 2026-11（月）。")
        }

        PhotosMissing { count } => format!("有 {count} 张照片尚未上传，请上传后重试。"),
        PhotoMissing => "该照片尚未上传。".into(),
        PhotoReused => "该照片已用作案件证据，请重新拍摄。".into(),
        NotEnoughPhotos { least } => format!("至少需要 {least} 张照片。"),
        TooManyPhotos { most } => format!("最多可附 {most} 张照片。"),
        TooManyCommentPhotos { most } => {
            format!("每人在同一案件的备注中最多可附 {most} 张照片。")
        }
        PhotoHashMismatch { actual } => {
            format!("收到的照片与校验值不符，实际为 {actual}，请重新上传。")
        }
        PhotoEmpty => "照片文件为空。".into(),
        PhotoUnreadable => "文件不是图片或已损坏，无法读取。".into(),
        PhotoTruncated => "照片文件不完整，请重新上传。".into(),
        PhotoTooLarge { limit_bytes } => format!("照片文件超过 {} 的上限。", size(*limit_bytes)),
        PhotoTooManyPixels { pixels, limit } => {
            format!(
                "照片约 {} 万像素，超过 {} 万像素的上限。",
                pixels / 10_000,
                limit / 10_000
            )
        }
        PhotoSideTooLong {
            width,
            height,
            limit,
        } => {
            let side = if width > limit { "宽" } else { "高" };
            format!("照片为 {width}×{height}，{side}超过 {limit} 像素的上限。")
        }
        PhotoTypeUnsupported => "照片格式应为 JPEG、PNG 或 WebP。".into(),

        IdTaken => "该编号下已有不同的内容。".into(),
        CommandIdTaken => "该操作编号已用于另一项操作。".into(),
        VersionStale { current } => {
            format!("案件已被他人更新（当前版本 {current}），请刷新后再试。")
        }
        CampaignStale { current } => {
            format!("专项整治行动已被他人修改（当前版本 {current}），请重新读取后再改。")
        }
        RoutingTableStale { current } => {
            format!("分派规则已被他人更新（当前版本 {current}），请重新读取后再改。")
        }
        ActionNotInState { action, state } => {
            format!(
                "案件处于“{}”状态，不能进行“{}”。",
                state.word(Lang::Zh),
                action.word(Lang::Zh)
            )
        }
        SameDepartmentAlready => "案件已在该部门办理。".into(),
        ReasonNeededForOtherDepartment => "改派其他部门须说明理由。".into(),
        NoExtensionRequested => "没有待批准的延期申请。".into(),
        ExtensionAlreadyRequested => "已有待批准的延期申请。".into(),
        NothingHandledYet => "案件尚未处置，没有可认定的证据。".into(),
        RankingNotInState { status } => {
            format!("榜单处于“{}”状态，不能进行此操作。", status.word(Lang::Zh))
        }
        RankingExists { period } => format!("{period} 的榜单已发布，如有错误请发布更正。"),
        PeriodNotOver { period } => format!("{period} 尚未结束，不能发布榜单。"),
        RankingOutdated { period } => {
            format!("本榜单生成后 {period} 的榜单才发布，连续上黑榜次数可能少计，请重新生成。")
        }

        ImportHasFaults { count } => format!("文件中有 {count} 处错误，未导入任何内容。"),
        ImportHasMoreFaults { told } => {
            format!("文件中的错误超过 {told} 处，未导入任何内容；以下列出前 {told} 处，请更正后重新导入。")
        }
        RowsTooMany { most } => format!("文件最多 {most} 行，请分成几个文件导入。"),
        ColumnsTooMany { most } => format!("文件最多 {most} 列，请检查分隔符和表头。"),
        ImportEmpty => "文件中没有可导入的内容。".into(),
        RowUnreadable => "该行无法读取，列数或引号有误。".into(),
        ColumnMissing { name } => format!("缺少“{name}”列。"),
        ColumnUnknown { name } => format!("不认识的列“{name}”。"),
        EncodingInvalid { byte, line } => {
            format!(
                "文件不是 UTF-8 编码（第 {line} 行，第 {byte} 字节起），请另存为 UTF-8 后重试。"
            )
        }
        EncodingGbk { line } => {
            format!("文件疑似 GBK 编码（第 {line} 行起不是 UTF-8），请另存为 UTF-8 后重试。")
        }
        EncodingMarked => {
            "文件开头带有字节顺序标记（BOM），请另存为不带 BOM 的 UTF-8 后重试。".into()
        }
        TomlInvalid { line, column } => {
            format!("文件不是有效的 TOML（第 {line} 行第 {column} 列）。")
        }
        CodeMalformed { code } => {
            format!("编码“{code}”有误：只能用字母、数字、- 和 _，最长 64 位。")
        }
        UsernameMalformed { given } => {
            format!("用户名“{given}”有误：只能用小写字母、数字和 - _ .，3 至 64 位。")
        }
        UnitOfOtherKind { code } => format!("“{code}”不是此处应填的一类单位。"),
        SecondCity { code } => format!("“{code}”没有上级单位：只有全市这一个单位没有上级。"),
        StreetWithoutDistrict { code } => format!("街道“{code}”不在任何区之下。"),
        DistrictOfOtherStreet { code } => format!("“{code}”不是该街道所属的区。"),
        PlacesDisagree => "所填的区、街道、责任区互不相属，这条规则永远不会适用。".into(),
        LastAdmin => "此后将没有可用的全市管理员账号，不能这样更改。".into(),
        FormulaRefused => "单元格以 = + - @ 开头，疑似公式，请改为普通文字。".into(),
        CodeDuplicate { code } => format!("编码“{code}”重复。"),
        ReferenceUnknown { code } => format!("引用的“{code}”不存在。"),
        ReferenceCycle { code } => format!("“{code}”的上下级关系成环。"),
        GeometryInvalid => "图形应为有效的 Polygon 或 MultiPolygon。".into(),
        GeometryNotClosed => "边界没有首尾闭合。".into(),
        GeometryTooFewPoints => "边界至少需要三个不同的点。".into(),
        GeometryWithoutArea => "图形没有面积。".into(),
        GeometrySelfCrossing { lon, lat } => format!("边界在 {lon},{lat} 附近自相交。"),
        GeometryOutOfRange => "图形坐标超出经纬度范围，或经纬度颠倒。".into(),
        GeometryShifted { percent } => {
            format!("{percent}% 的坐标落在本市范围之外，疑似不是 WGS-84 坐标，请核对。")
        }
        GeometryDisplaced { metres } => {
            format!("已有责任区整体移动约 {metres} 米，疑似坐标未转换为 WGS-84，请核对。")
        }
        GeometryHoleOutside => "内环不在外环之内，或与其他内环重叠。".into(),
        GeometryPartsOverlap => "多边形的各部分相互重叠。".into(),
        ValidityReversed => "有效期的结束早于开始。".into(),
        ValidityOverlap { code } => format!("“{code}”的有效期相互重叠。"),
        RuleDuplicate { number } => format!("与第 {number} 条规则重复。"),
        CalendarDayTwice { day } => format!("{day} 既是放假日又是上班日，或出现了两次。"),
        CalendarYearMissing { year } => {
            format!("没有 {year} 年的放假安排，该年的工作时间将按周一至周五推算。")
        }
        CalendarYearUnpublished { year } => format!("{year} 年的放假安排尚未标明已公布。"),
        CalendarHoursInvalid => "工作时间有误：不能为空、颠倒或重叠。".into(),
        RulebookValueOutOfRange { field, least, most } => {
            format!("{field} 应在 {least} 至 {most} 之间。")
        }
        RulebookWeightsSum { field } => format!("{field} 的各项权重之和应为 100。"),
        RulebookBarsCross { field } => format!("{field} 的红榜线不得低于黑榜线。"),
        RulebookOutOfOrder { field } => format!("{field} 的先后次序有误。"),
        RulebookFieldUnreadable { field } => format!("{field} 的内容无法识别。"),
        StillInUse { code } => format!("“{code}”仍在使用，不能移除。"),

        BodyTooSlow => "网络速度过慢，内容未能按时传完，请更换网络后重新发送。".into(),
        ReportsLimited { per_hour, minutes } => format!(
            "一小时内已上报 {per_hour} 件，达到每人每小时的上限，约 {minutes} 分钟后可继续上报；手机待发件会自动补报。"
        ),
        ActsLimited { minutes } => format!(
            "您一小时内的办理、备注和催办次数已达上限，约 {minutes} 分钟后可继续。"
        ),
        UploadsLimited { minutes } => format!(
            "您 24 小时内上传的照片已达上限，约 {}后可继续上传；手机“待发”中的内容会自动发送。",
            about(*minutes)
        ),
        TimeNotInDoubt => {
            "所列记录在本案件中不存在、重复列出，或其时间不在时钟存疑范围内，不能更正。".into()
        }
        TimeOutOfOrder => "时间应在前后两条记录之间，且不晚于现在。".into(),
        NoTimeToCorrect => "时间与现行记录一致，无需更正。".into(),
        ClockInDoubt => "服务器时钟存疑，请管理员核对时间并确认后再操作。".into(),
        ClockNotInDoubt => "服务器时钟没有存疑。".into(),
        ClockBehindRecords { wall, latest } => format!(
            "服务器时钟为 {wall}，早于最近的记录 {latest}（北京时间），现在确认会按错误的时间办理。请先校准服务器时钟；确知时钟正确、是记录的时间有误的，请连同核对到的时间（wall，命令行用 --time-is）一并确认。"
        ),
        ClockNotAsRead { wall, read } => format!(
            "核对到的时间 {read} 与服务器时钟 {wall} 相差超过两分钟（北京时间），请先校准服务器时钟。"
        ),
        RateLimited { retry_after_s } => format!("请求过于频繁，请 {retry_after_s} 秒后重试。"),
        Overloaded { retry_after_s } => format!("系统繁忙，请 {retry_after_s} 秒后重试。"),
        StorageUnavailable { retry_after_s } => {
            format!(
                "数据库或照片存储暂时无法访问，请 {retry_after_s} 秒后重试；已保存的内容不受影响，重复提交不会重复登记。"
            )
        }
        StorageFull => "服务器存储空间不足，暂时不能保存，请联系管理员。".into(),
        Internal => "系统出现错误，请稍后重试；如仍未恢复，请将请求编号告知管理员。".into(),
    }
}

/// 位于解放路东段，按第12条规则：秦州区02-*类问题 → 城管执法局
pub fn explanation(route: &RouteRecord) -> String {
    let mut text = place(route);
    if let (Some(Held::PhotoReused), Some(rule)) = (route.held, route.candidates.first()) {
        text += &format!(
            "，按第{}条规则应派{}，但照片已用于其他案件，待派遣员核实后派遣",
            rule.number, rule.department.name
        );
    } else if let Some(rule) = &route.rule {
        text += &format!(
            "，按第{}条规则：{} → {}",
            rule.number,
            covers(rule),
            rule.department.name
        );
    } else if route.zone.is_none() {
        text += "，待派遣员确定";
    } else if route.candidates.is_empty() {
        text += "，没有适用的分派规则，待派遣员确定";
    } else {
        let names: Vec<String> = route
            .candidates
            .iter()
            .map(|rule| format!("第{}条 {}", rule.number, rule.department.name))
            .collect();
        text += &format!(
            "，{}条同级规则指向不同部门（{}），待派遣员确定",
            names.len(),
            names.join("、")
        );
    }
    text
}

/// 位于解放路东段
pub fn place(route: &RouteRecord) -> String {
    let Some(zone) = &route.zone else {
        return "所在位置不属于任何责任区".into();
    };
    let mut text = match route.r#match {
        Match::Near => {
            format!(
                "不在责任区内，距最近的{}约{:.0}米，就近认定",
                zone.name,
                route.distance_m.unwrap_or_default()
            )
        }
        Match::Inside | Match::None => format!("位于{}", zone.name),
    };
    if !route.runners_up.is_empty() {
        let names: Vec<&str> = route
            .runners_up
            .iter()
            .map(|other| other.name.as_str())
            .collect();
        text += &format!("（另涉及{}）", names.join("、"));
    }
    text
}

fn covers(rule: &RuleRef) -> String {
    let place = match &rule.place {
        RulePlace::Zone { name, .. }
        | RulePlace::Street { name, .. }
        | RulePlace::District { name, .. } => name,
        RulePlace::Everywhere => "全市",
    };
    let kind = rule.zone_kind.map_or("", |kind| kind.word(Lang::Zh));
    match rule.category_prefix.as_str() {
        "" => format!("{place}{kind}各类问题"),
        prefix => format!("{place}{kind}{prefix}*类问题"),
    }
}

pub fn limit(limit: Limit) -> String {
    match limit.unit {
        LimitUnit::Hour => format!("{}{}", limit.value, zh::limit_unit(limit.unit)),
        LimitUnit::WorkHour | LimitUnit::WorkDay => {
            format!("{}个{}", limit.value, zh::limit_unit(limit.unit))
        }
    }
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1_048_576 => format!("{} KB", bytes / 1_024),
        _ => format!("{} MB", bytes / 1_048_576),
    }
}

fn about(minutes: u64) -> String {
    match minutes {
        0..=90 => format!("{minutes} 分钟"),
        _ => format!("{} 小时", minutes.div_ceil(60)),
    }
}
