//! The people of the fixture city, and what they do, in the words of the field. Whatever is not `tries_…` must succeed.

use app::clock::Clock;
use mobile_api::action::ActionRequest;
use mobile_api::auth::Me;
use mobile_api::case::{Case, ReportRequest};
use mobile_api::client::{Client, Result};
use mobile_api::event::CaseEvent;
use mobile_api::hash::Sha256;
use mobile_api::time::Time;
use uuid::Uuid;

use crate::raw::Raw;
use crate::sighting::Sighting;
use crate::{ask, picture};

/// Everybody's, in the tests' city.
pub const PASSWORD: &str = "文明城市-2026";

/// A user name of the fixture city.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Who(pub &'static str);

/// Inspectors of the whole city.
pub const LIN: Who = Who("inspector1");
pub const SUN: Who = Who("inspector2");
/// Inspector of 鼓楼街道 only.
pub const GULOU_INSPECTOR: Who = Who("inspector8");
pub const CHENGGUAN: Who = Who("handler-chengguan");
/// Of the same department.
pub const CHENGGUAN_TWO: Who = Who("handler-chengguan2");
pub const JIAOJING: Who = Who("handler-jiaojing");
pub const HUANWEI: Who = Who("handler-huanwei");
pub const SHIZHENG: Who = Who("handler-shizheng");
/// Of a department that does not belong to 城管.
pub const PAISHUI: Who = Who("handler-paishui");
pub const WUYE: Who = Who("handler-wuye");
/// 鼓楼街道's own handler.
pub const GULOU: Who = Who("handler-qinglan-gulou");
/// Handler of a unit that adopted zones and fixes nothing.
pub const WEIBAN: Who = Who("handler-weiban");
pub const DISPATCHER: Who = Who("dispatcher1");
/// Dispatcher of 望川区 only.
pub const WANGCHUAN_DISPATCHER: Who = Who("dispatcher3");
pub const LEADER: Who = Who("leader1");
pub const SECOND_LEADER: Who = Who("leader2");
pub const ADMIN: Who = Who("admin");

/// Somebody signed in.
pub struct Person {
    pub client: Client,
    pub me: Me,
    /// For requests no client would send.
    pub raw: Raw,
    pub(crate) clock: Clock,
}

impl Person {
    pub async fn reports(&self, sighting: Sighting) -> Case {
        let reported = self.tries_to_report(sighting).await;
        reported.unwrap_or_else(|error| panic!("{} reports: {error:?}", self.me.username))
    }

    pub async fn tries_to_report(&self, sighting: Sighting) -> Result<Case> {
        let report = self.report_of(sighting).await;
        self.client.report(Uuid::now_v7(), &report).await
    }

    /// The body of a report, its photos uploaded.
    pub async fn report_of(&self, sighting: Sighting) -> ReportRequest {
        let photos = match sighting.photos {
            Some(photos) => photos,
            None => vec![self.uploads(picture::fresh()).await],
        };
        let captured_at = sighting.captured_at;
        ReportRequest {
            category: sighting.category,
            position: sighting.position,
            captured_at: captured_at.unwrap_or_else(|| Time(self.clock.now().0)),
            description: sighting.description,
            address: None,
            photos,
            mode: sighting.mode,
            campaign_id: None,
        }
    }

    pub async fn uploads(&self, picture: Vec<u8>) -> Sha256 {
        let photo = self.client.put_photo(picture).await;
        photo
            .unwrap_or_else(|error| panic!("{} uploads: {error:?}", self.me.username))
            .sha256
    }

    /// The case as it is now.
    pub async fn sees(&self, case: &Case) -> Case {
        let seen = self.client.case(case.id).await;
        seen.unwrap_or_else(|error| panic!("{} looks: {error:?}", self.me.username))
    }

    pub async fn events(&self, case: &Case) -> Vec<CaseEvent> {
        let events = self.client.all_case_events(case.id).await;
        events.unwrap_or_else(|error| panic!("{} looks: {error:?}", self.me.username))
    }

    pub async fn tries(&self, case: &Case, request: ActionRequest) -> Result<Case> {
        self.client.act(case.id, &request).await
    }

    pub async fn does(&self, case: &Case, request: ActionRequest) -> Case {
        let name = request.action().name();
        let done = self.tries(case, request).await;
        done.unwrap_or_else(|error| panic!("{}: {name}: {error:?}", self.me.username))
    }

    pub async fn dispatches(&self, case: &Case, department: &str) -> Case {
        self.does(case, ask::dispatch(case, department)).await
    }

    pub async fn accepts(&self, case: &Case) -> Case {
        self.does(case, ask::accept(case)).await
    }

    /// With an after-photo nobody has seen before.
    pub async fn handles(&self, case: &Case) -> Case {
        let photo = self.uploads(picture::fresh()).await;
        self.does(case, ask::handle(case, &[photo])).await
    }

    pub async fn returns(&self, case: &Case) -> Case {
        self.does(case, ask::give_back(case)).await
    }

    pub async fn passes(&self, case: &Case) -> Case {
        self.does(case, ask::verify_pass(case)).await
    }

    /// With a photo of what is still wrong.
    pub async fn fails(&self, case: &Case) -> Case {
        let photo = self.uploads(picture::fresh()).await;
        self.does(case, ask::verify_fail(case, &[photo])).await
    }

    pub async fn asks_for_hours(&self, case: &Case, hours: u32) -> Case {
        self.does(case, ask::more_hours(case, hours)).await
    }

    pub async fn grants(&self, case: &Case, hours: u32) -> Case {
        self.does(case, ask::grant(case, hours)).await
    }

    pub async fn refuses(&self, case: &Case) -> Case {
        self.does(case, ask::refuse(case)).await
    }

    pub async fn suspends(&self, case: &Case) -> Case {
        self.does(case, ask::suspend(case)).await
    }

    pub async fn resumes(&self, case: &Case) -> Case {
        self.does(case, ask::resume(case)).await
    }

    pub async fn voids(&self, case: &Case) -> Case {
        self.does(case, ask::void(case, None)).await
    }

    pub async fn comments(&self, case: &Case, text: &str) -> Case {
        self.does(case, ask::comment(case, text)).await
    }

    pub async fn reminds(&self, case: &Case) -> Case {
        self.does(case, ask::remind(case)).await
    }

    pub async fn confirms_falsified(&self, case: &Case) -> Case {
        self.does(case, ask::confirm_falsified(case)).await
    }
}
