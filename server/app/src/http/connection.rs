//! A TCP connection that ends itself when its client keeps it waiting: for a request's head, between requests, or by not
//! reading the answer. Bodies have theirs in `pace.rs`.

use std::io::{self, ErrorKind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use actix_web::rt::net::TcpStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep_until};

use super::line::Line;
use super::room::Room;

/// Who takes this much of a held-up answer in the time given reads fast enough: 2 KB a second by default.
const ENOUGH_BYTES: usize = 64 * 1024;

/// How long a client may keep a connection waiting.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    pub head: Duration,
    pub idle: Duration,
    pub answer: Duration,
}

pub struct Connection {
    stream: TcpStream,
    line: Arc<Line>,
    room: Arc<Room>,
    patience: Patience,
    held_up: Option<HeldUp>,
    timer: Pin<Box<Sleep>>,
}

/// An answer that is not taken.
struct HeldUp {
    until: Instant,
    taken_bytes: usize,
}

impl Connection {
    /// None: no room.
    pub fn open(
        stream: TcpStream,
        room: &Arc<Room>,
        patience: Patience,
        counts_peer: bool,
    ) -> Option<Connection> {
        // A packed answer leaves in pieces; without this the last one waits 40 ms for the reader's acknowledgement.
        let _ = stream.set_nodelay(true);
        let peer = counts_peer.then(|| stream.peer_addr().ok()).flatten();
        let now = Instant::now();
        let due = now + patience.head;
        let line = room.admit(peer.map(|peer| peer.ip()), now, due)?;
        Some(Connection {
            stream,
            line,
            room: Arc::clone(room),
            patience,
            held_up: None,
            timer: Box::pin(sleep_until(due)),
        })
    }

    pub fn line(&self) -> Arc<Line> {
        Arc::clone(&self.line)
    }

    /// Wakes the connection's task when the time is up.
    fn check(&mut self, context: &mut Context<'_>) -> io::Result<()> {
        self.line.task.register(context.waker());
        if self.line.is_given_up() {
            return Err(ErrorKind::ConnectionAborted.into());
        }
        let held_up = self.held_up.as_ref().map(|held_up| held_up.until);
        let Some(due) = [self.line.state().due, held_up].into_iter().flatten().min() else {
            return Ok(());
        };
        if self.timer.deadline() != due {
            self.timer.as_mut().reset(due);
        }
        match self.timer.as_mut().poll(context) {
            Poll::Ready(()) => Err(ErrorKind::TimedOut.into()),
            Poll::Pending => Ok(()),
        }
    }

    fn taken(&mut self, bytes: usize, is_all: bool) {
        let Some(held_up) = &mut self.held_up else {
            return;
        };
        held_up.taken_bytes += bytes;
        if is_all || held_up.taken_bytes >= ENOUGH_BYTES {
            self.held_up = None;
            self.line.stall(false);
        }
    }

    fn hold_up(&mut self) {
        if self.held_up.is_none() {
            self.held_up = Some(HeldUp {
                until: Instant::now() + self.patience.answer,
                taken_bytes: 0,
            });
            self.line.stall(true);
        }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.room.leave(&self.line);
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buffer.filled().len();
        let read = Pin::new(&mut this.stream).poll_read(context, buffer);
        if read.is_ready() && buffer.filled().len() > before {
            let now = Instant::now();
            this.line.hear(now, now + this.patience.head);
        }
        this.check(context)?;
        read
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        match Pin::new(&mut this.stream).poll_write(context, bytes) {
            Poll::Ready(written) => {
                let written = written?;
                this.taken(written, written == bytes.len());
                Poll::Ready(Ok(written))
            }
            Poll::Pending => {
                this.hold_up();
                this.check(context)?;
                Poll::Pending
            }
        }
    }

    /// Called after every answer, and so the place where the clock of the next wait is set.
    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        ready!(Pin::new(&mut this.stream).poll_flush(context))?;
        Poll::Ready(this.check(context))
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}
