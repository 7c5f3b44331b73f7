//! The real HTTP server on a port of its own, in a thread of its own: it answers while a test waits for nothing, and
//! is gone, with everything it holds, when it is dropped.

use std::net::{SocketAddr, TcpListener};
use std::sync::mpsc;
use std::thread::{self, JoinHandle};

use actix_web::dev::ServerHandle;
use actix_web::rt::System;
use actix_web::web::Data;
use anyhow::{Context, Result};
use app::state::App;

pub struct Server {
    pub address: SocketAddr,
    handle: ServerHandle,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    pub fn start(app: Data<App>) -> Result<Server> {
        let listener = TcpListener::bind("127.0.0.1:0").context("a free port")?;
        let address = listener.local_addr()?;
        let (started, handle) = mpsc::channel();
        let thread = thread::spawn(move || {
            System::new().block_on(async {
                match app::http::server::start(app, listener) {
                    Ok(server) => {
                        let _ = started.send(Ok(server.handle()));
                        server.await.expect("the server runs until it is stopped");
                    }
                    Err(error) => drop(started.send(Err(error))),
                }
            });
        });
        let handle = handle.recv().context("the server's thread")??;
        Ok(Server {
            address,
            handle,
            thread: Some(thread),
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The order goes out at once; its answer is the thread's end.
        drop(self.handle.stop(false));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
