//! The light of a running case: green, yellow from a share of the time allowed (80 % by default), red past the deadline.

use std::fmt;
use std::str::FromStr;

use crate::time::Micros;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Light {
    Green,
    Yellow,
    Red,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotALight;

/// The deadline itself is still in time; the microsecond after it is not.
pub fn light(yellow_at: Micros, deadline_at: Micros, now: Micros) -> Light {
    if now > deadline_at {
        Light::Red
    } else if now >= yellow_at {
        Light::Yellow
    } else {
        Light::Green
    }
}

impl Light {
    pub const ALL: [Light; 3] = [Light::Green, Light::Yellow, Light::Red];

    pub const fn as_str(self) -> &'static str {
        match self {
            Light::Green => "green",
            Light::Yellow => "yellow",
            Light::Red => "red",
        }
    }
}

impl fmt::Display for Light {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Light {
    type Err = NotALight;

    fn from_str(text: &str) -> Result<Light, NotALight> {
        Light::ALL
            .into_iter()
            .find(|light| light.as_str() == text)
            .ok_or(NotALight)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_light_turns_at_its_instants_and_not_before() {
        let (yellow_at, deadline_at) = (Micros(800), Micros(1000));
        for (now, expected) in [
            (0, Light::Green),
            (799, Light::Green),
            (800, Light::Yellow),
            (1000, Light::Yellow),
            (1001, Light::Red),
        ] {
            assert_eq!(
                light(yellow_at, deadline_at, Micros(now)),
                expected,
                "{now}"
            );
        }
    }
}
