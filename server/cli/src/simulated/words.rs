//! What the simulated people write. Posts and places only: nobody in the fixture city has a name.

use fixtures::random::Random;
use fixtures::scene::Kind;

pub struct Problem {
    /// What the inspector sees.
    pub seen: [&'static str; 3],
    /// What the department did about it.
    pub done: [&'static str; 2],
}

pub fn problem(kind: Kind) -> Problem {
    let (seen, done) = match kind {
        Kind::IllegalAdverts => (
            [
                "墙面张贴开锁、疏通类小广告多处，有撕后残留",
                "电线杆、变压器箱上粘贴非法小广告",
                "楼道口外墙喷涂办证电话，影响市容",
            ],
            [
                "已组织人员清除小广告并粉刷覆盖",
                "小广告已铲除，墙面已冲洗，将加强巡查",
            ],
        ),
        Kind::ParkedCars => (
            [
                "小型汽车违停在人行道上，盲道被占压",
                "路口转角处机动车乱停，影响行人通行",
                "非停车泊位停放多辆机动车，压占黄线",
            ],
            [
                "违停车辆已通知驶离，对未驶离的依法贴单",
                "现场已疏导清理，安排铁骑定时巡查",
            ],
        ),
        Kind::BikeHeap => (
            [
                "共享单车、电动车成片乱停，占用人行道",
                "非机动车未停入划线区，堵塞店铺前通道",
                "公交站台后方非机动车堆放杂乱",
            ],
            [
                "车辆已摆放入位，超量单车已清运",
                "已整理归位，增设停放引导标线",
            ],
        ),
        Kind::BrokenRoad => (
            [
                "路面坑槽一处，约半平方米，雨后积水",
                "人行道地砖破损、翘起，存在绊倒风险",
                "沥青路面龟裂脱落，过往车辆颠簸",
            ],
            [
                "坑槽已铣刨修补，路面恢复平整",
                "破损面砖已更换，现场清理完毕",
            ],
        ),
        Kind::CableTangle => (
            [
                "架空通信线缆垂落，离地不足两米",
                "线杆上线缆缠绕成团，呈蜘蛛网状",
                "废弃线缆未清理，垂挂在店铺门头前",
            ],
            ["线缆已捆扎抬高，废线已剪除", "已会同线缆权属单位整理入槽"],
        ),
        Kind::GarbageHeap => (
            [
                "垃圾收集点外溢，袋装垃圾散落地面",
                "墙角暴露垃圾一堆，有异味",
                "果皮箱满溢未清掏，周边散落杂物",
            ],
            [
                "垃圾已清运，地面已冲洗消杀",
                "已清掏收集点，增加一次午间清运",
            ],
        ),
        Kind::ShopStall => (
            [
                "商户出店经营，货架摆出门外约两米",
                "流动摊点占用人行道售卖，影响通行",
                "餐饮店桌椅外摆占道经营",
            ],
            [
                "已劝导入店经营，外摆物品已收回",
                "流动摊点已劝离，引导至便民疏导点",
            ],
        ),
        Kind::MissingManhole => (
            [
                "井盖缺失，井口裸露，已临时放置警示物",
                "检查井盖破损下沉，车辆通过有异响",
                "雨水箅子缺损一块，存在安全隐患",
            ],
            ["井盖已更换并固定，隐患消除", "已更换新箅子，周边路面已找平"],
        ),
        Kind::Rubble => (
            [
                "装修渣土袋装堆放在路边，未及时清运",
                "建筑垃圾乱堆，未覆盖，有扬尘",
                "沿街堆放废旧木板、石料等杂物",
            ],
            ["渣土已清运，责任人已告诫", "堆放物料已清理，现场清扫干净"],
        ),
        Kind::Barriers => (
            [
                "施工围挡占道，未见公示牌和夜间警示灯",
                "施工围挡破损歪斜，占用非机动车道",
                "道路开挖后未及时恢复，围挡超期占道",
            ],
            [
                "围挡已整改归位，补设公示牌和警示灯",
                "超范围围挡已拆除，道路已恢复通行",
            ],
        ),
        Kind::Laundry => (
            [
                "沿街树木、护栏上晾晒衣被",
                "临街店铺门前拉绳晾挂衣物",
                "绿化带护栏上晾晒被褥，影响市容",
            ],
            [
                "晾晒衣物已取下，已向住户宣传",
                "绳索已拆除，引导至公共晾晒区",
            ],
        ),
        Kind::PavementSigns => (
            [
                "落地灯箱占用人行道，影响盲道通行",
                "店铺门前违规摆放广告牌、充气拱门",
                "沿街悬挂横幅未经审批，破损下垂",
            ],
            ["占道广告牌已收回店内", "违规横幅、灯箱已拆除"],
        ),
        Kind::FloodedDrain => (
            [
                "下水道堵塞，污水外溢至路面",
                "雨水口被树叶淤泥堵死，路面积水",
                "排水管网冒溢，有异味，行人绕行",
            ],
            ["管道已疏通，路面污水已冲洗", "雨水口已清淤，排水恢复正常"],
        ),
        Kind::Shed => (
            [
                "小区公共区域私搭棚屋一处",
                "沿街外墙私自搭建彩钢棚",
                "占用消防通道搭建杂物棚",
            ],
            ["已责令自行拆除，棚屋已拆、场地已清", "私搭棚屋已依法拆除"],
        ),
        Kind::ChargingCable => (
            [
                "居民从楼上拉线为电动车充电",
                "楼道口私拉电线，飞线充电",
                "车棚外飞线充电，线路老化裸露",
            ],
            ["飞线已拆除，引导至集中充电桩", "已断电拆线，张贴安全提示"],
        ),
        Kind::Litter => (
            [
                "路面散落纸屑、烟头，未及时清扫",
                "绿化带内有白色垃圾和落叶堆积",
                "道路污渍、油渍明显，需冲洗",
            ],
            ["已清扫保洁，落实专人巡回保洁", "路面已冲洗，绿地杂物已捡拾"],
        ),
    };
    Problem { seen, done }
}

/// Where along the zone.
pub fn spot(dice: &mut Random, zone: Option<&str>) -> String {
    let side = *dice.pick(&[
        "东侧",
        "西侧",
        "北口",
        "南口",
        "中段",
        "公交站旁",
        "路口转角处",
        "便民市场对面",
    ]);
    match zone {
        Some(zone) => format!("{zone}{side}"),
        None => format!("城区边缘空地{side}"),
    }
}

pub const PASSED_ON: [&str; 3] = [
    "经现场核实，权属不在我单位，建议转相关部门",
    "该处设施已移交，不属我单位管养范围",
    "按职责分工不属我单位，请重新派遣",
];
pub const SENT_ELSEWHERE: [&str; 2] = [
    "经核实职责，改派你单位处置",
    "权属已查明，请你单位按时限处置",
];
pub const WRONGLY_RETURNED: [&str; 3] = [
    "现场未见所述问题，申请退回",
    "人手不足，暂不具备处置条件",
    "认为不属我单位职责",
];
pub const SENT_BACK: [&str; 2] = [
    "经复核属你单位职责，时限不变，请抓紧处置",
    "问题确实存在，退回理由不成立，请按原时限处置",
];
pub const UNOWNED: [&str; 2] = [
    "位置不在责任区内，按部门职责派遣",
    "责任区边界外，请先行处置，权属另行明确",
];
pub const ASK_EXTENSION: [&str; 3] = [
    "需调配吊车和专用材料，申请延期",
    "需夜间封道施工，申请延期处置",
    "涉及多家权属单位，正在协调，申请延期",
];
pub const GRANTED: [&str; 2] = ["情况属实，同意延期", "同意，请加强现场防护"];
pub const EXTENSION_REFUSED: [&str; 2] = [
    "理由不充分，请按原时限处置",
    "该类问题不需延期，请立即组织处置",
];
pub const SUSPENDED: [&str; 3] = [
    "需列入道路大修工程，先行挂账",
    "等待汛期后施工，挂账处理",
    "涉及产权纠纷，待街道协调，挂账",
];
pub const RESUMED: [&str; 2] = ["施工条件已具备，恢复计时", "协调已有结果，恢复处置"];
pub const NOT_DONE: [&str; 3] = [
    "现场复查问题仍在，整改不到位",
    "只清理了一部分，残留明显",
    "复查时问题反弹，请重新处置",
];
pub const FORGED_SEEN: [&str; 2] = [
    "反馈照片与现场不符，问题未处置",
    "反馈照片拍摄位置不在案件现场",
];
pub const FORGED: [&str; 2] = [
    "处置反馈照片非本案现场，认定弄虚作假",
    "以旧照片冒充处置结果，认定弄虚作假",
];
pub const PASSED: [&str; 3] = ["现场已恢复，核查通过", "复查合格", "问题已解决"];
pub const DUPLICATE: [&str; 2] = ["与已有案件为同一问题，作废", "重复上报，并入原案件"];
pub const REMINDED: [&str; 3] = [
    "临近时限，请尽快处置并反馈",
    "已超时，请立即处置",
    "请说明处置进展",
];
pub const COMMENTED: [&str; 3] = [
    "已电话告知责任单位",
    "附近商户反映此处经常出现同类问题",
    "请处置时一并清理周边",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_is_told_in_chinese_and_no_two_alike() {
        let mut all = Vec::new();
        for kind in Kind::ALL {
            let problem = problem(kind);
            all.extend(problem.seen);
            all.extend(problem.done);
        }
        let count = all.len();
        assert!(all.iter().all(|text| text.chars().count() >= 6));
        assert!(all.iter().all(|text| !text.is_ascii()));
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
