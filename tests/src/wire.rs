//! The wire between the server and what it stands on (a database server, a bucket), in a test's hands: it can be cut,
//! blocked, turned away at, and mended; and an answer can be lost on the way back.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

pub struct Wire {
    /// Where the server is to connect to instead.
    pub address: SocketAddr,
    inside: Arc<Inside>,
}

struct Inside {
    to: SocketAddr,
    state: Mutex<State>,
    moved: Condvar,
}

struct State {
    mode: Mode,
    /// Both ends of every connection.
    open: Vec<TcpStream>,
    trap: Option<Trap>,
    sprung: bool,
    over: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Passing,
    /// Nothing comes through, and nothing is refused.
    Blocked,
    /// Whoever connects is sent away.
    Closed,
}

/// Everything is cut when the server sends these words, once: before they are through, or after.
struct Trap {
    words: &'static str,
    first_let_through: bool,
}

impl Wire {
    pub fn to(address: SocketAddr) -> Wire {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let wire = Wire {
            address: listener.local_addr().expect("its address"),
            inside: Arc::new(Inside {
                to: address,
                state: Mutex::new(State {
                    mode: Mode::Passing,
                    open: Vec::new(),
                    trap: None,
                    sprung: false,
                    over: false,
                }),
                moved: Condvar::new(),
            }),
        };
        let inside = Arc::clone(&wire.inside);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if !inside.let_in(stream) {
                    return;
                }
            }
        });
        wire
    }

    /// To the server an address such as `postgres://u:p@127.0.0.1:5432/x` or `http://127.0.0.1:9000` names, and the same
    /// address by way of the wire.
    pub fn instead_of(url: &str) -> (Wire, String) {
        let (scheme, rest) = url.split_once("://").expect("an address");
        let end = rest.find('/').unwrap_or(rest.len());
        let start = rest[..end].find('@').map_or(0, |at| at + 1);
        let server = rest[start..end].replace("localhost", "127.0.0.1");
        let wire = Wire::to(server.parse().expect("a server on the loopback"));
        let changed = format!(
            "{scheme}://{}{}{}",
            &rest[..start],
            wire.address,
            &rest[end..]
        );
        (wire, changed)
    }

    /// Every connection breaks off; new ones pass.
    pub fn cut(&self) {
        self.inside.state().cut();
    }

    /// Every connection breaks off, and nobody comes in any more.
    pub fn close(&self) {
        let mut state = self.inside.state();
        state.mode = Mode::Closed;
        state.cut();
    }

    /// Silence: what is sent arrives nowhere, and nobody is told.
    pub fn block(&self) {
        self.inside.state().mode = Mode::Blocked;
    }

    /// As at the beginning; what was held up goes on its way.
    pub fn mend(&self) {
        self.inside.state().mode = Mode::Passing;
        self.inside.moved.notify_all();
    }

    /// Cut just before these words get through, once.
    pub fn cut_before(&self, words: &'static str) {
        self.set(words, false);
    }

    /// Cut once they have got through and been answered: the answer gets lost.
    pub fn cut_after(&self, words: &'static str) {
        self.set(words, true);
    }

    fn set(&self, words: &'static str, first_let_through: bool) {
        let mut state = self.inside.state();
        state.sprung = false;
        state.trap = Some(Trap {
            words,
            first_let_through,
        });
    }

    /// Whether the words have come.
    pub fn has_sprung(&self) -> bool {
        self.inside.state().sprung
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        let mut state = self.inside.state();
        state.over = true;
        state.cut();
        drop(state);
        self.inside.moved.notify_all();
        // Wakes the thread that waits for the next connection.
        drop(TcpStream::connect(self.address));
    }
}

impl State {
    fn cut(&mut self) {
        for stream in self.open.drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

impl Inside {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// False: it is over.
    fn let_in(self: &Arc<Self>, near: TcpStream) -> bool {
        let mut state = self.state();
        if state.over {
            return false;
        }
        if state.mode == Mode::Closed {
            return true;
        }
        let Ok(far) = TcpStream::connect(self.to) else {
            return true;
        };
        let clone = |stream: &TcpStream| stream.try_clone().expect("another handle");
        state.open.extend([clone(&near), clone(&far)]);
        drop(state);
        for (from, to, up) in [
            (clone(&near), clone(&far), true),
            (clone(&far), clone(&near), false),
        ] {
            let inside = Arc::clone(self);
            thread::spawn(move || inside.carry(from, to, up));
        }
        true
    }

    fn carry(&self, mut from: TcpStream, mut to: TcpStream, up: bool) {
        let mut piece = vec![0; 64 * 1024];
        while let Ok(size) = from.read(&mut piece) {
            if size == 0 || !self.may_pass(&piece[..size], up) {
                break;
            }
            if to.write_all(&piece[..size]).is_err() {
                break;
            }
        }
        let _ = from.shutdown(Shutdown::Both);
        let _ = to.shutdown(Shutdown::Both);
    }

    fn may_pass(&self, piece: &[u8], up: bool) -> bool {
        let mut state = self.state();
        while state.mode == Mode::Blocked && !state.over {
            state = self
                .moved
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
        let Some(trap) = &state.trap else {
            return true;
        };
        match (up, state.sprung) {
            (true, false) if holds(piece, trap.words) => {
                let let_through = trap.first_let_through;
                state.sprung = true;
                if !let_through {
                    state.trap = None;
                    state.cut();
                }
                let_through
            }
            // The answer to what was let through.
            (false, true) => {
                state.trap = None;
                state.cut();
                false
            }
            _ => true,
        }
    }
}

fn holds(piece: &[u8], words: &str) -> bool {
    piece
        .windows(words.len())
        .any(|window| window == words.as_bytes())
}
