//! Whether a city is in order: its set-up, the chains and projections of its cases, its photos. Looks and never
//! repairs. What is found is said in sentences for the person at the command line.

pub mod cases;
pub mod photos;
pub mod setup;

use app::error::AppError;
use app::state::App;

pub struct Section {
    pub title: &'static str,
    /// How many things were looked at.
    pub looked_at: usize,
    pub findings: Vec<Finding>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub weight: Weight,
    pub text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// Something is wrong and somebody must act.
    Fault,
    /// Allowed, and worth knowing.
    Notice,
}

fn fault(text: String) -> Finding {
    Finding {
        weight: Weight::Fault,
        text,
    }
}

fn notice(text: String) -> Finding {
    Finding {
        weight: Weight::Notice,
        text,
    }
}

/// `deep`: every original is read and hashed again.
pub async fn check(app: &App, deep: bool) -> Result<Vec<Section>, AppError> {
    let mut sections = setup::sections(app)?;
    sections.push(cases::section(app)?);
    sections.push(photos::section(app, deep).await?);
    Ok(sections)
}

impl Section {
    pub fn faults(&self) -> usize {
        let grave = |finding: &&Finding| finding.weight == Weight::Fault;
        self.findings.iter().filter(grave).count()
    }
}
