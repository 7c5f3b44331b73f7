//! `xuncheng serve`: opens everything, listens, and runs until it is told to stop. Requests under way are
//! finished before the process ends, and so is the job at work.

use std::net::TcpListener;
use std::process::ExitCode;

use actix_web::web::Data;
use anyhow::Context;

use super::told::told;
use crate::serving::{self, Alone};
use crate::{backup, private};
use app::clock::Clock;
use app::config::Config;
use app::http::{phone, server};
use app::job::Ticker;
use app::state::App;
use city::file::calendar::unpublished_years;

pub fn serve(config: Config) -> anyhow::Result<ExitCode> {
    let alone = alone(&config)?;
    let app = Data::new(App::open(config, Clock::system())?);
    warn_about_calendar(&app)?;
    warn_about_phone_app();
    run(app, |address| {
        tracing::info!("巡城已启动 (serving) http://{address}")
    })?;
    drop(alone);
    Ok(ExitCode::SUCCESS)
}

/// The only server of its database from here on, in a place that is tidy and nobody else's.
pub fn alone(config: &Config) -> anyhow::Result<Alone> {
    let alone = serving::alone(config, &format!("serve {}", config.http.listen))?;
    private::close_to_others(config);
    backup::sweep(config);
    Ok(alone)
}

/// Working time in a year whose days off nobody has published is an assumption, and never a silent one.
pub fn warn_about_calendar(app: &App) -> anyhow::Result<()> {
    let city = app
        .db
        .read_blocking(|conn| Ok(app.city.current(conn)?))
        .map_err(told)?;
    for year in unpublished_years(&city.calendar, app.clock.now()) {
        tracing::warn!(
            year,
            "{year} 年的放假安排尚未导入，工作时间按周一至周五推算 (calendar not published)"
        );
    }
    Ok(())
}

/// A program built without it serves phones a page that says so, which whoever installs it does not see.
fn warn_about_phone_app() {
    if !phone::is_built() {
        tracing::warn!(
            "程序内没有手机端：请先在 web/ 中执行 npm ci && npm run build，再执行 cargo build --release，见 docs/operations.md \
             (built without the phone app)"
        );
    }
}

/// Listens where the configuration says and serves until SIGTERM or Ctrl-C; `started` learns the address.
pub fn run(app: Data<App>, started: impl FnOnce(std::net::SocketAddr)) -> anyhow::Result<()> {
    let listen = &app.config.http.listen;
    let listener = TcpListener::bind(listen)
        .with_context(|| format!("地址 {listen} 不能监听 (cannot listen)"))?;
    let address = listener.local_addr()?;
    actix_web::rt::System::new().block_on(async move {
        app.underway.settle();
        let server = server::start(app.clone(), listener)?;
        let jobs = Ticker::start(app.clone().into_inner());
        started(address);
        let ended = server.await;
        app.underway.over().await;
        jobs.stop().await;
        Ok(ended?)
    })
}
