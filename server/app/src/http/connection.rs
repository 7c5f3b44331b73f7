//! A TCP connection that ends itself when its client keeps it waiting: for a request's head, between requests, or by not
//! reading the answer. Bodies have theirs in `pace.rs`.

use std::io::{self, ErrorKind};
use std::mem;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use actix_web::rt::net::TcpStream;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep_until};

use super::intake::{HeadEnd, Intake, PIECE_BYTES};
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
    head_end: HeadEnd,
    /// A read was refused that had better be asked again when it is allowed.
    reads_later: bool,
    /// It is looked at before the next one is read.
    gave_piece: bool,
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
            head_end: HeadEnd::default(),
            reads_later: false,
            gave_piece: false,
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

    /// Not more than what is wanted now.
    fn read(
        &mut self,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let state = self.line.state();
        if !state.may_read() {
            (self.reads_later, self.gave_piece) = (true, false);
            return Poll::Pending;
        }
        if mem::take(&mut self.gave_piece) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let before = buffer.filled().len();
        let (most, then) = match state.intake {
            Intake::Head | Intake::Whole | Intake::Body(0) => {
                ready!(self.rest_of_head(context, buffer.remaining()))?
            }
            Intake::Body(bytes) => (bytes, Intake::Body(bytes)),
            Intake::Pieces { .. } => (PIECE_BYTES as u64, Intake::Pieces { asked: false }),
        };
        ready!(Pin::new(&mut (&mut self.stream).take(most)).poll_read(context, buffer))?;
        let read = (buffer.filled().len() - before) as u64;
        self.gave_piece = matches!(then, Intake::Pieces { .. }) && read > 0;
        if matches!(then, Intake::Head | Intake::Whole) && read > 0 {
            let now = Instant::now();
            self.line.hear(now, now + self.patience.head);
        }
        self.line.take_in(match then {
            Intake::Body(bytes) => Intake::Body(bytes.saturating_sub(read)),
            then => then,
        });
        Poll::Ready(Ok(()))
    }

    /// How many of the bytes that are there belong to the head, and what comes after them.
    fn rest_of_head(
        &mut self,
        context: &mut Context<'_>,
        most: usize,
    ) -> Poll<io::Result<(u64, Intake)>> {
        let mut bytes = [0; PIECE_BYTES];
        let most = most.min(bytes.len());
        let mut seen = ReadBuf::new(&mut bytes[..most]);
        ready!(self.stream.poll_peek(context, &mut seen))?;
        let (length, ends) = self.head_end.find(seen.filled());
        let then = if ends { Intake::Whole } else { Intake::Head };
        // None of them is the end of the stream, which is to be read too.
        Poll::Ready(Ok((length.max(1) as u64, then)))
    }

    /// To be called when something may have changed that a read was refused for.
    fn read_again(&mut self, context: &Context<'_>) {
        if self.reads_later && self.line.state().may_read() {
            self.reads_later = false;
            context.waker().wake_by_ref();
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
        let read = this.read(context, buffer);
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

    /// Called after every answer, and so the place where the clock of the next wait is set and the next request asked for.
    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        ready!(Pin::new(&mut this.stream).poll_flush(context))?;
        this.read_again(context);
        Poll::Ready(this.check(context))
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}
