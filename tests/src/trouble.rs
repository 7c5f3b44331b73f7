//! What went wrong behind a test's back: answers that blame the server, and jobs that gave up.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

use app::state::App;

use crate::city::METRICS_TOKEN;

/// How many answers had a status of 500 or above, by the server's own count.
pub fn server_faults(address: SocketAddr) -> std::io::Result<u64> {
    let mut stream = TcpStream::connect(address)?;
    let request = format!(
        "GET /metrics HTTP/1.1\r\nHost: test\r\nConnection: close\r\nAuthorization: Bearer {METRICS_TOKEN}\r\n\r\n"
    );
    stream.write_all(request.as_bytes())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    assert!(
        answer.starts_with("HTTP/1.1 200"),
        "the server counts: {answer}"
    );
    Ok(answer.lines().filter_map(faults_counted).sum())
}

fn faults_counted(line: &str) -> Option<u64> {
    let labels = line.strip_prefix("xuncheng_http_requests_total{")?;
    // The last one: an address may have braces of its own.
    let (labels, count) = labels.rsplit_once('}')?;
    labels.contains("status=\"5").then_some(())?;
    count.trim().parse().ok()
}

pub fn failed_jobs(app: &App) -> store::Result<Vec<String>> {
    let failed = app
        .db
        .read_blocking(|conn| store::jobs::failed(conn, 20))?
        .into_iter();
    Ok(failed
        .map(|job| {
            let why = job.last_error.unwrap_or_default();
            format!("{} {}: {why}", job.kind, job.key)
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_servers_own_faults_are_counted() {
        let line = |status| {
            format!(
                r#"xuncheng_http_requests_total{{endpoint="/api/v1/cases/{{id}}",method="GET",status="{status}"}} 3"#
            )
        };
        assert_eq!(faults_counted(&line(500)), Some(3));
        assert_eq!(faults_counted(&line(503)), Some(3));
        assert_eq!(faults_counted(&line(404)), None);
        assert_eq!(
            faults_counted("# TYPE xuncheng_http_requests_total counter"),
            None
        );
    }
}
