//! How many connections there may be, in all and for one address: never more than half of all. When there is no room the one that has been of least use
//! for longest makes it: idle ones first, then those that have not finished sending, then those that don't read. So whoever
//! sends a request at once is answered, however many there are that never finish theirs.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::time::Instant;

use super::line::{Line, Neighbour};

pub struct Room {
    most: usize,
    most_of_one: usize,
    next: AtomicU64,
    lines: Mutex<BTreeMap<u64, Arc<Line>>>,
}

impl Room {
    pub fn new(most: usize, most_of_one: usize) -> Room {
        Room {
            most: most.max(1),
            most_of_one: most_of_one.clamp(1, (most / 2).max(1)),
            next: AtomicU64::new(0),
            lines: Mutex::default(),
        }
    }

    /// None: every connection that might go is being worked on.
    pub fn admit(&self, from: Option<IpAddr>, now: Instant, due: Instant) -> Option<Arc<Line>> {
        let neighbour = from.map(Neighbour::of);
        let mut lines = self.lock();
        if let Some(neighbour) = neighbour {
            make_room_among(&mut lines, neighbour, self.most_of_one)?;
        }
        while lines.len() >= self.most {
            let least = least_useful(lines.values())?;
            give_up(&mut lines, least);
        }
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let line = Arc::new(Line::new(number, neighbour, now, due));
        lines.insert(number, Arc::clone(&line));
        Some(line)
    }

    /// A proxy's connection carries a request of this address now. A whole request is answered in any case; of those that
    /// are not all there the oldest goes.
    pub fn assign(&self, line: &Line, from: IpAddr) {
        let neighbour = Neighbour::of(from);
        if line.state().neighbour == Some(neighbour) {
            return;
        }
        let mut lines = self.lock();
        make_room_among(&mut lines, neighbour, self.most_of_one);
        line.belongs_to(neighbour);
    }

    pub fn leave(&self, line: &Line) {
        self.lock().remove(&line.number);
    }

    pub fn most(&self) -> usize {
        self.most
    }

    pub fn open(&self) -> usize {
        self.lock().len()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<u64, Arc<Line>>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn make_room_among(
    lines: &mut BTreeMap<u64, Arc<Line>>,
    neighbour: Neighbour,
    most: usize,
) -> Option<()> {
    loop {
        let its = || {
            let all = lines.values();
            all.filter(|line| line.state().neighbour == Some(neighbour))
        };
        if its().count() < most {
            return Some(());
        }
        let least = least_useful(its())?;
        give_up(lines, least);
    }
}

fn least_useful<'a>(lines: impl Iterator<Item = &'a Arc<Line>>) -> Option<u64> {
    lines
        .filter_map(|line| {
            let state = line.state();
            Some((state.dispensable()?, state.since, line.number))
        })
        .min()
        .map(|(_, _, number)| number)
}

fn give_up(lines: &mut BTreeMap<u64, Arc<Line>>, number: u64) {
    if let Some(line) = lines.remove(&number) {
        line.give_up();
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::line::Phase;
    use super::*;

    const OFFICE: [u8; 4] = [10, 0, 0, 1];
    const HOME: [u8; 4] = [10, 0, 0, 2];

    fn at(second: u64) -> Instant {
        use std::sync::LazyLock;
        static START: LazyLock<Instant> = LazyLock::new(Instant::now);
        *START + Duration::from_secs(second)
    }

    fn comes(room: &Room, from: [u8; 4], second: u64) -> Option<Arc<Line>> {
        room.admit(Some(from.into()), at(second), at(second + 10))
    }

    /// Another one each second.
    fn stranger(room: &Room, second: u64) -> Option<Arc<Line>> {
        comes(room, [10, 0, 1, second as u8], second)
    }

    #[test]
    fn idle_ones_go_first_then_the_oldest_unfinished_then_who_does_not_read() {
        let room = Room::new(3, 3);
        let lines: Vec<_> = (0..3)
            .map(|second| stranger(&room, second).unwrap())
            .collect();
        lines[0].enter(Phase::Working, at(3), None);
        lines[0].stall(true);
        lines[2].enter(Phase::Idle, at(4), None);
        let given_up = || {
            lines
                .iter()
                .map(|line| line.is_given_up())
                .collect::<Vec<_>>()
        };
        for (second, expected) in [(5, [false, false, true]), (6, [false, true, true])] {
            let new = stranger(&room, second).unwrap();
            new.enter(Phase::Working, at(second), None);
            assert_eq!(given_up(), expected);
        }
        stranger(&room, 7)
            .unwrap()
            .enter(Phase::Working, at(7), None);
        assert_eq!(given_up(), [true, true, true]);
        assert!(stranger(&room, 8).is_none(), "all are worked on");
        assert_eq!(room.open(), 3);
    }

    #[test]
    fn one_address_gives_up_its_own() {
        let room = Room::new(100, 2);
        let home = comes(&room, HOME, 0).unwrap();
        let office: Vec<_> = (1..4)
            .map(|second| comes(&room, OFFICE, second).unwrap())
            .collect();
        assert!(!home.is_given_up());
        assert!(office[0].is_given_up() && !office[1].is_given_up() && !office[2].is_given_up());
        room.leave(&office[1]);
        assert!(comes(&room, OFFICE, 5).is_some() && !office[2].is_given_up());
    }

    #[test]
    fn one_address_never_has_more_than_half() {
        for (most, of_one) in [(84, 42), (3, 1), (1, 1)] {
            let room = Room::new(most, 500);
            for second in 0..100 {
                comes(&room, OFFICE, second).unwrap();
            }
            assert_eq!(room.open(), of_one, "{most}");
        }
    }

    #[test]
    fn behind_a_proxy_the_requests_are_counted_and_not_the_proxys_connections() {
        let room = Room::new(100, 2);
        let lines: Vec<_> = (0..5)
            .map(|second| room.admit(None, at(second), at(20)).unwrap())
            .collect();
        for line in &lines[..3] {
            room.assign(line, OFFICE.into());
        }
        let given_up: Vec<_> = lines.iter().map(|line| line.is_given_up()).collect();
        assert_eq!(given_up, [true, false, false, false, false]);
    }
}
