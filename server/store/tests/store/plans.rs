//! What SQLite does for each list: it must enter by an index and walk it in order, never go through a whole table and never sort.
//! Whatever the store runs is recorded and explained, so that a new query cannot slip past.

mod cases;
mod others;
mod patrol;

use diesel::prelude::*;
use store::{Conn, Db, Error};

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = diesel::sql_types::Text)]
    detail: String,
}

/// One step of a plan in SQLite's words, and the statement it belongs to.
#[derive(Debug)]
struct Step {
    detail: String,
    sql: String,
}

/// The steps of every statement the closure runs.
fn steps(db: &Db, work: impl FnOnce(&mut Conn) -> store::Result<()>) -> Vec<Step> {
    db.meter().trace();
    db.read_blocking(work).expect("the list is read");
    explained(db)
}

/// As `steps`, of a closure that writes.
fn steps_of_write(
    db: &Db,
    work: impl FnMut(&mut Conn) -> store::Result<()> + Send + 'static,
) -> Vec<Step> {
    db.meter().trace();
    db.write_blocking(work).expect("it is written");
    explained(db)
}

fn explained(db: &Db) -> Vec<Step> {
    let statements = db.meter().traced();
    assert!(!statements.is_empty());
    let mut steps = Vec::new();
    for statement in statements {
        let sql = statement.split(" -- binds:").next().unwrap_or_default();
        let rows: Vec<Row> = db
            .read_blocking(|conn| {
                Ok::<_, Error>(diesel::sql_query(format!("EXPLAIN QUERY PLAN {sql}")).load(conn)?)
            })
            .expect("a plan");
        steps.extend(rows.into_iter().map(|row| Step {
            detail: row.detail,
            sql: sql.to_owned(),
        }));
    }
    steps
}

/// Indexes of only the jobs that are still to be done, or were given up: going through all of those is the question asked.
const SMALL: [&str; 2] = [
    "USING INDEX jobs_waiting",
    "USING COVERING INDEX jobs_failed",
];

impl Step {
    /// A fault in the plan, by SQLite's own words.
    fn is_fault(&self) -> bool {
        let step = &self.detail;
        let harmless =
            step.starts_with("SCAN CONSTANT ROW") || SMALL.iter().any(|index| step.contains(index));
        (step.starts_with("SCAN ") && !harmless) || step.contains("USE TEMP B-TREE")
    }

    /// Rows that come mixed are told apart in a heap no larger than there are kinds of them.
    fn is_heap(&self) -> bool {
        self.detail == "USE TEMP B-TREE FOR GROUP BY"
    }
}

fn no_fault(name: &str, steps: &[Step]) {
    for step in steps {
        assert!(!step.is_fault(), "{name}: {}\n{}", step.detail, step.sql);
    }
}

fn no_fault_but_a_heap(name: &str, steps: &[Step]) {
    for step in steps {
        let fine = step.is_heap() || !step.is_fault();
        assert!(fine, "{name}: {}\n{}", step.detail, step.sql);
    }
}

fn walks_an_index(db: &Db, name: &str, work: impl FnOnce(&mut Conn) -> store::Result<()>) {
    no_fault(name, &steps(db, work));
}
