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

/// The instants a case's light goes by, as its row keeps them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LitBy {
    pub yellow_at: Option<Micros>,
    pub deadline_at: Option<Micros>,
    pub handled_at: Option<Micros>,
}

impl LitBy {
    /// None while no clock runs. Once handled, the light as it was at the handling.
    pub fn light(&self, now: Micros) -> Option<Light> {
        let seen_at = self.handled_at.unwrap_or(now);
        Some(light(self.yellow_at?, self.deadline_at?, seen_at))
    }

    /// While time still changes the light.
    pub fn turns_yellow_at(&self) -> Option<Micros> {
        self.yellow_at.filter(|_| self.handled_at.is_none())
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
    fn a_handled_case_keeps_the_light_of_its_handling_and_one_without_clock_has_none() {
        let at = |at: i64| Some(at);
        for (yellow, deadline, handled, now, expected, turns) in [
            (at(80), at(100), None, 90, Some(Light::Yellow), at(80)),
            (at(80), at(100), at(70), 90, Some(Light::Green), None),
            (at(80), at(100), at(101), 300, Some(Light::Red), None),
            (None, at(100), None, 90, None, None),
            (at(80), None, None, 90, None, at(80)),
        ] {
            let lit = LitBy {
                yellow_at: yellow.map(Micros),
                deadline_at: deadline.map(Micros),
                handled_at: handled.map(Micros),
            };
            assert_eq!(lit.light(Micros(now)), expected, "{lit:?}");
            assert_eq!(lit.turns_yellow_at(), turns.map(Micros), "{lit:?}");
        }
    }

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
