//! `/photos…`

use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};

use harness::TestCity;
use harness::people::Person;
use harness::raw::Answer;
use mobile_api::hash::Sha256;
use tokio::task::JoinHandle;

mod hung_up;
mod kept;
mod known;
mod opened;
mod own;
mod refused;
mod reused;
mod sent_again;
mod share;

const MONDAY: &str = "2026-03-02T09:00+08:00";
const JPEG: &str = "image/jpeg";

/// Every place behind the gate is taken until the test lets go.
struct Held {
    let_go: Sender<()>,
    busy: Vec<JoinHandle<Result<(), ::photo::Error>>>,
}

impl Held {
    async fn of(city: &TestCity) -> Held {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let (let_go, held) = channel::<()>();
        let held = Arc::new(Mutex::new(held));
        let busy = (0..cores).map(|_| {
            let (gate, held) = (city.app.gate.clone(), held.clone());
            tokio::spawn(async move {
                let wait = move || {
                    let _ = held.lock().map(|held| held.recv());
                    Ok(())
                };
                gate.run(wait).await
            })
        });
        let busy = busy.collect();
        while city.app.gate.inside() < cores {
            tokio::task::yield_now().await;
        }
        Held { let_go, busy }
    }

    async fn lets_go(self) {
        drop(self.let_go);
        for done in self.busy {
            done.await.unwrap().unwrap();
        }
    }
}

async fn put(person: &Person, name: Sha256, media_type: &str, bytes: Vec<u8>) -> Answer {
    let path = format!("/api/v1/photos/{name}");
    person.raw.put_bytes(&path, media_type, bytes).await
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack
        .windows(needle.len())
        .any(|window| window == needle)
}

/// Width and height as its frame header says them.
fn jpeg_size(jpeg: &[u8]) -> (u32, u32) {
    let frame = frame_header(jpeg);
    let number = |at: usize| u32::from(u16::from_be_bytes([jpeg[at], jpeg[at + 1]]));
    (number(frame + 7), number(frame + 5))
}

/// The same file claiming another size.
fn with_size(jpeg: &[u8], width: u16, height: u16) -> Vec<u8> {
    let frame = frame_header(jpeg);
    let mut claimed = jpeg.to_vec();
    claimed[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
    claimed[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
    claimed
}

/// Where the marker of the frame header stands.
fn frame_header(jpeg: &[u8]) -> usize {
    let mut at = 2;
    while !matches!(jpeg[at + 1], 0xC0..=0xC2) {
        at += 2 + usize::from(u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]]));
    }
    at
}
