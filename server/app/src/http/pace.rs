//! How fast a request's body must come: 8 KB a second after the first ten seconds, in which a small one has to be there
//! whole. Only the time in which somebody waits for the client counts. Also tells the connection which of its waits it is in.

use std::io::ErrorKind;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::PayloadError;
use actix_web::http::header;
use actix_web::middleware::Next;
use actix_web::web::{Bytes, Data};
use actix_web::{Error, HttpMessage};
use futures_util::Stream;
use mobile_api::error::Code;
use mobile_api::words::Detail;
use tokio::time::{Instant, Sleep, sleep_until};

use super::auth::last_forwarded_for;
use super::intake::Intake;
use super::line::{Line, Phase};
use crate::error::AppError;
use crate::state::App;

pub async fn keep(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<Answering>, Error> {
    let line = request.conn_data::<Arc<Line>>().cloned();
    let Some((app, line)) = request.app_data::<Data<App>>().cloned().zip(line) else {
        let answer = next.call(request).await?;
        return Ok(answer.map_body(|_, body| Answering::new(body, None)));
    };
    if app.config.http.behind_proxy
        && let Some(from) = last_forwarded_for(request.request())
    {
        app.room.assign(&line, from);
    }
    let http = &app.config.http;
    let over = Over {
        line: Arc::clone(&line),
        idle: Duration::from_millis(http.idle_ms),
    };
    match request.take_payload() {
        Payload::None => {
            line.enter(Phase::Working, Instant::now(), None);
            line.take_in(Intake::Head);
        }
        payload => {
            line.enter(Phase::Unfinished, Instant::now(), None);
            line.take_in(Intake::of_body(length(&request)));
            let paced = Paced {
                payload,
                line,
                pace: Pace {
                    grace: Duration::from_millis(http.body_ms),
                    bytes_a_second: http.body_bytes_per_second.max(1),
                },
                bytes: 0,
                waited: Duration::ZERO,
                waiting: None,
            };
            request.set_payload(Payload::Stream {
                payload: Box::pin(paced),
            });
        }
    }
    let answer = next.call(request).await?;
    Ok(answer.map_body(|_, body| Answering::new(body, Some(over))))
}

/// None: the body tells where it ends.
fn length(request: &ServiceRequest) -> Option<u64> {
    let headers = request.headers();
    if headers.contains_key(header::TRANSFER_ENCODING) {
        return None;
    }
    let length = headers.get(header::CONTENT_LENGTH)?;
    length.to_str().ok()?.parse().ok()
}

/// A body that broke off: too slow, or its client is gone.
pub fn refusal(error: &PayloadError, gone: AppError) -> AppError {
    match error {
        PayloadError::Io(error) if error.kind() == ErrorKind::TimedOut => {
            AppError::new(Code::BodyTooSlow, Detail::BodyTooSlow)
        }
        _ => gone,
    }
}

struct Pace {
    grace: Duration,
    bytes_a_second: u64,
}

impl Pace {
    /// How long may have been waited for more than `bytes`: so no body takes longer than what its reader's limit earns.
    fn patience(&self, bytes: u64) -> Duration {
        self.grace + Duration::from_millis(bytes.saturating_mul(1000) / self.bytes_a_second)
    }
}

struct Paced {
    payload: Payload,
    line: Arc<Line>,
    pace: Pace,
    bytes: u64,
    waited: Duration,
    waiting: Option<(Instant, Pin<Box<Sleep>>)>,
}

impl Stream for Paced {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        if let Poll::Ready(chunk) = Pin::new(&mut this.payload).poll_next(context) {
            if let Some((since, _)) = this.waiting.take() {
                this.waited += since.elapsed();
            }
            match &chunk {
                Some(Ok(bytes)) => this.bytes += bytes.len() as u64,
                Some(Err(_)) => this.over(),
                None => {
                    this.line.take_in(Intake::Head);
                    this.over();
                }
            }
            return Poll::Ready(chunk);
        }
        if let Intake::Pieces { asked: false } = this.line.state().intake {
            this.line.take_in(Intake::Pieces { asked: true });
            this.line.task.wake();
        }
        let (waited, patience) = (this.waited, this.pace.patience(this.bytes));
        let (_, timer) = this.waiting.get_or_insert_with(|| {
            let now = Instant::now();
            (
                now,
                Box::pin(sleep_until(now + patience.saturating_sub(waited))),
            )
        });
        if timer.as_mut().poll(context).is_pending() {
            return Poll::Pending;
        }
        this.over();
        let late = std::io::Error::from(ErrorKind::TimedOut);
        Poll::Ready(Some(Err(PayloadError::Io(late))))
    }
}

impl Paced {
    fn over(&self) {
        if self.line.state().phase == Phase::Unfinished {
            self.line.enter(Phase::Working, Instant::now(), None);
        }
    }
}

/// An answer on its way, which ends the request when it has been handed over or given up.
pub struct Answering {
    body: BoxBody,
    _over: Option<Over>,
}

impl Answering {
    fn new(body: impl MessageBody + 'static, over: Option<Over>) -> Answering {
        Answering {
            body: BoxBody::new(body),
            _over: over,
        }
    }
}

impl MessageBody for Answering {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.get_mut().body).poll_next(context)
    }
}

struct Over {
    line: Arc<Line>,
    idle: Duration,
}

impl Drop for Over {
    fn drop(&mut self) {
        let now = Instant::now();
        self.line.enter(Phase::Idle, now, Some(now + self.idle));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_earns_time_with_what_it_brings() {
        let pace = Pace {
            grace: Duration::from_secs(10),
            bytes_a_second: 8192,
        };
        for (bytes, seconds) in [(0, 10), (8191, 10), (8192, 11), (20 << 20, 10 + 2560)] {
            assert_eq!(pace.patience(bytes).as_secs(), seconds, "{bytes}");
        }
    }
}
