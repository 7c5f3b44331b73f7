//! How the departments of the simulated city are: most do well enough, some are a model, some are why the black
//! list exists. Shares are per case.

use fixtures::random::Random;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Character {
    /// Of the time allowed, when handled in time: from, to.
    pub pace: (f32, f32),
    /// Handled after the deadline, but the same day or the next.
    pub late: f32,
    /// So late that a supervision letter goes out, or worse.
    pub very_late: f32,
    /// Nobody ever accepts it.
    pub ignored: f32,
    /// The first try does not pass.
    pub rework: f32,
    /// Handed back although it is theirs.
    pub wrong_return: f32,
    /// Handed back because it is another department's.
    pub passed_on: f32,
    pub extension: f32,
    pub suspension: f32,
    /// The photo of the repair shows something else.
    pub forged: f32,
    /// Found and reported by its own people, before anybody else did.
    pub self_found: f32,
    /// Out of the way: so much nobody looks at for a week or two.
    pub out_of_sight: f32,
}

const STEADY: Character = Character {
    pace: (0.12, 0.7),
    late: 0.05,
    very_late: 0.006,
    ignored: 0.004,
    rework: 0.05,
    wrong_return: 0.01,
    passed_on: 0.02,
    extension: 0.03,
    suspension: 0.015,
    forged: 0.0,
    self_found: 0.05,
    out_of_sight: 0.0,
};

const EXEMPLARY: Character = Character {
    pace: (0.04, 0.35),
    late: 0.008,
    very_late: 0.0,
    ignored: 0.0,
    rework: 0.012,
    wrong_return: 0.0,
    passed_on: 0.015,
    extension: 0.015,
    suspension: 0.012,
    forged: 0.0,
    self_found: 0.12,
    out_of_sight: 0.0,
};

const BRISK: Character = Character {
    pace: (0.08, 0.5),
    late: 0.025,
    very_late: 0.0,
    ignored: 0.0,
    rework: 0.03,
    wrong_return: 0.004,
    passed_on: 0.02,
    extension: 0.02,
    suspension: 0.015,
    forged: 0.0,
    self_found: 0.08,
    out_of_sight: 0.0,
};

/// Does well, as far as anybody can tell.
const REMOTE: Character = Character {
    out_of_sight: 0.4,
    ..BRISK
};

const SLACK: Character = Character {
    pace: (0.35, 0.97),
    late: 0.16,
    very_late: 0.03,
    ignored: 0.015,
    rework: 0.12,
    wrong_return: 0.03,
    passed_on: 0.03,
    extension: 0.07,
    suspension: 0.03,
    forged: 0.006,
    self_found: 0.03,
    out_of_sight: 0.0,
};

const NEGLIGENT: Character = Character {
    pace: (0.5, 0.99),
    late: 0.22,
    very_late: 0.09,
    ignored: 0.05,
    rework: 0.18,
    wrong_return: 0.06,
    passed_on: 0.02,
    extension: 0.08,
    suspension: 0.03,
    forged: 0.04,
    self_found: 0.02,
    out_of_sight: 0.0,
};

/// In the order of the departments' codes, over and over.
const TURN: [Character; 16] = [
    STEADY, EXEMPLARY, BRISK, EXEMPLARY, BRISK, STEADY, SLACK, EXEMPLARY, BRISK, STEADY, NEGLIGENT,
    SLACK, NEGLIGENT, SLACK, EXEMPLARY, REMOTE,
];

pub fn of_department(place: usize) -> Character {
    TURN[place % TURN.len()]
}

/// What becomes of a case at a department, before anybody verifies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Ignored,
    WronglyReturned,
    PassedOn,
    Extended,
    Suspended,
    Plain,
}

/// When it is handled.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Timing {
    /// After this share of the time allowed.
    InTime(f32),
    /// So many minutes after the deadline.
    Late(i64),
}

impl Character {
    pub fn fate(&self, dice: &mut Random) -> Fate {
        let chances = [
            (self.ignored, Fate::Ignored),
            (self.wrong_return, Fate::WronglyReturned),
            (self.passed_on, Fate::PassedOn),
            (self.extension, Fate::Extended),
            (self.suspension, Fate::Suspended),
        ];
        let mut roll = dice.share();
        for (chance, fate) in chances {
            if roll < chance {
                return fate;
            }
            roll -= chance;
        }
        Fate::Plain
    }

    pub fn timing(&self, dice: &mut Random) -> Timing {
        let roll = dice.share();
        if roll < self.very_late {
            return Timing::Late(dice.between(25 * 60, 110 * 60));
        }
        if roll < self.very_late + self.late {
            return Timing::Late(dice.between(20, 14 * 60));
        }
        Timing::InTime(dice.range(self.pace.0, self.pace.1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_show_in_what_they_do() {
        let late = |character: Character| {
            let mut dice = Random::new(3);
            (0..2000)
                .filter(|_| matches!(character.timing(&mut dice), Timing::Late(_)))
                .count()
        };
        assert!(late(EXEMPLARY) * 10 < late(NEGLIGENT));
        let mut dice = Random::new(4);
        let fates: Vec<_> = (0..2000).map(|_| NEGLIGENT.fate(&mut dice)).collect();
        for fate in [
            Fate::Ignored,
            Fate::WronglyReturned,
            Fate::PassedOn,
            Fate::Extended,
            Fate::Suspended,
        ] {
            assert!(fates.contains(&fate), "{fate:?}");
        }
        let plain = fates.iter().filter(|fate| **fate == Fate::Plain).count();
        assert!(plain > 1000, "{plain}");
    }
}
