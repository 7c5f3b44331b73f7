//! Who waits for having a password checked, and whose turn it is. Devices that signed in before come first; strangers
//! wait apart, network by network in turn, so that whoever sends many makes nobody wait but the own network.
//! When all places are taken, the network with most of them gives its last one up for somebody who has fewer.

use std::collections::{HashMap, VecDeque};

/// On whose account a place is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asker {
    /// A device on which this user has signed in before.
    KnownDevice(String),
    /// Anybody from this network.
    Network(String),
}

pub struct Queue<T> {
    known: Lane<T>,
    strangers: Lane<T>,
}

#[derive(Clone, Copy, Debug)]
pub struct Places {
    pub strangers: usize,
    pub known: usize,
    /// Of one user's known devices, so that nobody who has one can keep the others waiting.
    pub known_each: usize,
}

impl<T> Queue<T> {
    pub fn new(places: Places) -> Queue<T> {
        Queue {
            known: Lane::new(places.known, places.known_each),
            strangers: Lane::new(places.strangers, usize::MAX),
        }
    }

    /// Who had to go for it, if anybody; or it is refused and comes back.
    pub fn push(&mut self, asker: Asker, item: T) -> Result<Option<T>, T> {
        match asker {
            Asker::KnownDevice(user) => self.known.push(user, item),
            Asker::Network(network) => self.strangers.push(network, item),
        }
    }

    pub fn pop(&mut self) -> Option<T> {
        self.known.pop().or_else(|| self.strangers.pop())
    }

    pub fn len(&self) -> usize {
        self.known.len + self.strangers.len
    }
}

/// Several queues, each served once before any is served twice.
struct Lane<T> {
    waiting: HashMap<String, VecDeque<T>>,
    turns: VecDeque<String>,
    len: usize,
    most: usize,
    most_each: usize,
}

impl<T> Lane<T> {
    fn new(most: usize, most_each: usize) -> Lane<T> {
        Lane {
            waiting: HashMap::new(),
            turns: VecDeque::new(),
            len: 0,
            most,
            most_each,
        }
    }

    fn push(&mut self, key: String, item: T) -> Result<Option<T>, T> {
        let own = self.waiting.get(&key).map_or(0, VecDeque::len);
        if own >= self.most_each {
            return Err(item);
        }
        let mut gone = None;
        if self.len >= self.most {
            match self.longest().filter(|longest| longest.len() > own + 1) {
                Some(longest) => gone = longest.pop_back(),
                None => return Err(item),
            }
            self.len -= 1;
        }
        if own == 0 {
            self.turns.push_back(key.clone());
        }
        self.waiting.entry(key).or_default().push_back(item);
        self.len += 1;
        Ok(gone)
    }

    fn longest(&mut self) -> Option<&mut VecDeque<T>> {
        self.waiting
            .values_mut()
            .max_by_key(|waiting| waiting.len())
    }

    fn pop(&mut self) -> Option<T> {
        let key = self.turns.pop_front()?;
        let waiting = self.waiting.get_mut(&key)?;
        let item = waiting.pop_front();
        if waiting.is_empty() {
            self.waiting.remove(&key);
        } else {
            self.turns.push_back(key);
        }
        self.len -= 1;
        item
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn queue(strangers: usize) -> Queue<&'static str> {
        Queue::new(Places {
            strangers,
            known: 3,
            known_each: 2,
        })
    }

    fn from(network: &str) -> Asker {
        Asker::Network(network.into())
    }

    fn known(user: &str) -> Asker {
        Asker::KnownDevice(user.into())
    }

    fn all(mut queue: Queue<&'static str>) -> Vec<&'static str> {
        let served: Vec<_> = std::iter::from_fn(|| queue.pop()).collect();
        assert_eq!(queue.len(), 0);
        assert!(queue.strangers.waiting.is_empty() && queue.known.waiting.is_empty());
        served
    }

    #[test]
    fn networks_take_turns_and_known_devices_come_first() {
        let mut queue = queue(9);
        for (asker, item) in [
            (from("flood"), "f1"),
            (from("flood"), "f2"),
            (from("flood"), "f3"),
            (from("office"), "o1"),
            (from("office"), "o2"),
            (known("lin"), "l1"),
            (known("lin"), "l2"),
            (known("sun"), "s1"),
        ] {
            assert_eq!(queue.push(asker, item), Ok(None));
        }
        assert_eq!(all(queue), ["l1", "s1", "l2", "f1", "o1", "f2", "o2", "f3"]);
    }

    #[test]
    fn a_full_queue_takes_from_whoever_has_most() {
        let mut queue = queue(4);
        for item in ["f1", "f2", "f3", "f4"] {
            assert_eq!(queue.push(from("flood"), item), Ok(None));
        }
        assert_eq!(queue.push(from("flood"), "f5"), Err("f5"));
        assert_eq!(queue.push(from("office"), "o1"), Ok(Some("f4")));
        assert_eq!(queue.push(from("office"), "o2"), Ok(Some("f3")));
        // Two and two: nobody would be better off.
        assert_eq!(queue.push(from("office"), "o3"), Err("o3"));
        assert_eq!(queue.push(from("flood"), "f6"), Err("f6"));
        assert_eq!(
            queue.push(from("home"), "h1").map(|gone| gone.is_some()),
            Ok(true)
        );
        assert_eq!(queue.len(), 4);
        assert_eq!(all(queue).len(), 4);
    }

    #[test]
    fn known_devices_have_places_of_their_own_and_each_user_few() {
        let mut queue = queue(1);
        assert_eq!(queue.push(from("flood"), "f1"), Ok(None));
        assert_eq!(queue.push(known("lin"), "l1"), Ok(None));
        assert_eq!(queue.push(known("lin"), "l2"), Ok(None));
        assert_eq!(queue.push(known("lin"), "l3"), Err("l3"));
        assert_eq!(queue.push(known("sun"), "s1"), Ok(None));
        assert_eq!(queue.push(known("wang"), "w1"), Ok(Some("l2")));
        assert_eq!(all(queue), ["l1", "s1", "w1", "f1"]);
    }
}
