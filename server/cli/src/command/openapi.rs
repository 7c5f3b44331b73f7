//! `xuncheng openapi`: the document the server serves, as it stands in mobile-api/openapi.json.

use std::io::Write;
use std::process::ExitCode;

use app::http::server;

pub fn print() -> anyhow::Result<ExitCode> {
    let text = mobile_api::openapi::pretty(&server::document())?;
    std::io::stdout().write_all(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}
