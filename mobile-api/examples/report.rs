//! Signs in, uploads a photo, reports what it shows, and prints where the case went, why, and until when.
//!
//! cargo run -p xuncheng-mobile-api --example report -- http://127.0.0.1:8080 USER PASSWORD PHOTO.jpg 105.72 34.58 [CATEGORY]

use std::error::Error;
use std::path::Path;

use mobile_api::case::{Mode, ReportRequest};
use mobile_api::category::CategoryKey;
use mobile_api::client::Client;
use mobile_api::position::{Crs, PositionSource, RawPosition};
use mobile_api::time::Time;

const SCHEME: &str = "GBT30428-2013-event";
const USAGE: &str = "report SERVER USER PASSWORD PHOTO LON LAT [CATEGORY]";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [server, username, password, photo, lon, lat, rest @ ..] = arguments.as_slice() else {
        return Err(USAGE.into());
    };
    let code = rest.first().map_or("02-01", String::as_str);

    let client = Client::new(server)?;
    let me = client.login(username, password).await?;
    let sha256 = client.upload_photo(Path::new(photo)).await?;

    let id = Client::new_id();
    let report = ReportRequest {
        category: CategoryKey {
            scheme: SCHEME.into(),
            code: code.into(),
        },
        position: RawPosition {
            lon: lon.parse()?,
            lat: lat.parse()?,
            crs: Crs::Wgs84,
            accuracy_m: None,
            source: PositionSource::Manual,
        },
        captured_at: now(),
        description: String::new(),
        address: None,
        photos: vec![sha256],
        mode: Mode::Routine,
        campaign_id: None,
    };
    let case = client.report(id, &report).await?;

    let mut lines = vec![format!(
        "案件 case        {} ({}) · {}",
        case.number, case.id, me.display_name
    )];
    lines.push(match &case.zone {
        Some(zone) => format!(
            "责任区 zone      {} {} · {}",
            zone.code, zone.name, zone.unit.name
        ),
        None => "责任区 zone      –".into(),
    });
    lines.push(match &case.department {
        Some(department) => format!("部门 department  {} {}", department.code, department.name),
        None => "部门 department  –".into(),
    });
    lines.push(match case.deadline_at {
        Some(deadline) => format!("时限 deadline    {deadline}"),
        None => "时限 deadline    –".into(),
    });
    lines.push(format!("依据 why         {}", case.route.explanation));
    print(&lines.join("\n"));
    Ok(())
}

#[expect(
    clippy::disallowed_methods,
    reason = "a phone reports by its own clock"
)]
fn now() -> Time {
    Time(jiff::Timestamp::now().as_microsecond())
}

#[expect(clippy::print_stdout, reason = "what it prints is what it is for")]
fn print(text: &str) {
    println!("{text}");
}
