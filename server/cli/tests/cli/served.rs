//! A server in a process of its own: started, spoken to, stopped by a signal; killed with the test that forgot it.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use mobile_api::client::{Client, Retry, Settings};

pub struct Served {
    child: Child,
    /// `http://127.0.0.1:PORT`
    pub url: String,
    lines: Receiver<Line>,
    said: Said,
}

/// What a server has said.
#[derive(Debug, Default)]
pub struct Said {
    pub out: String,
    pub err: String,
}

enum Line {
    Out(String),
    Err(String),
}

impl Served {
    /// It listens when this returns.
    pub fn start(command: &mut Command) -> Served {
        let piped = command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = piped.spawn().unwrap();
        let (teller, lines) = channel();
        listen(child.stdout.take().unwrap(), teller.clone(), Line::Out);
        listen(child.stderr.take().unwrap(), teller, Line::Err);
        let mut served = Served {
            child,
            url: String::new(),
            lines,
            said: Said::default(),
        };
        // The first address that is told is its own.
        while served.url.is_empty() {
            let Ok(line) = served.lines.recv() else {
                panic!("it did not start: {:?}", served.said);
            };
            if let Some(address) = served.said.hear(line).split("http://").nth(1) {
                let host = address.split(['/', '\n']).next().unwrap_or(address);
                served.url = format!("http://{}", host.trim());
            }
        }
        served
    }

    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// On SIGTERM it ends with 0. Everything it ever said.
    #[track_caller]
    pub fn stops(mut self) -> Said {
        terminate(self.process());
        let status = self.child.wait().unwrap();
        let mut said = std::mem::take(&mut self.said);
        for line in self.lines.iter() {
            said.hear(line);
        }
        assert_eq!(status.code(), Some(0), "{said:?}");
        said
    }

    /// Nobody yet. What the server refuses is seen at once, not tried again.
    pub fn client(&self) -> Client {
        let settings = Settings {
            retry: Retry::NEVER,
            ..Settings::default()
        };
        Client::with(&self.url, settings).unwrap()
    }

    pub async fn signs_in(&self, username: &str, password: &str) -> bool {
        self.client().login(username, password).await.is_ok()
    }
}

impl Said {
    fn hear(&mut self, line: Line) -> String {
        let (text, line) = match line {
            Line::Out(line) => (&mut self.out, line),
            Line::Err(line) => (&mut self.err, line),
        };
        text.push_str(&line);
        line
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // Gone already when it was stopped as it should be.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn listen(pipe: impl Read + Send + 'static, teller: Sender<Line>, line: fn(String) -> Line) {
    thread::spawn(move || {
        let mut pipe = BufReader::new(pipe);
        let mut text = String::new();
        while pipe.read_line(&mut text).is_ok_and(|read| read > 0) {
            if teller.send(line(std::mem::take(&mut text))).is_err() {
                return;
            }
        }
    });
}

#[expect(unsafe_code, reason = "std sends no other signal than SIGKILL")]
fn terminate(process: u32) {
    // SAFETY: kill takes plain numbers; the child is ours and has not been waited for.
    unsafe { libc::kill(process as libc::pid_t, libc::SIGTERM) };
}
