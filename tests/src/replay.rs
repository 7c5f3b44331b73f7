//! Events are the truth: every case's row must be what folding its events gives.

use app::action::case::{project, record};
use store::Conn;

use crate::city::TestCity;

/// How many cases were compared.
pub async fn rows_are_the_fold_of_events(city: &TestCity) -> usize {
    let compared = city.app.db.read(|conn| {
        let ids = store::cases::ids_after(conn, None, 10_000)?;
        for id in &ids {
            compare(conn, *id)?;
        }
        Ok::<_, store::Error>(ids.len())
    });
    compared.await.expect("the database answers")
}

fn compare(conn: &mut Conn, id: domain::id::CaseId) -> store::Result<()> {
    let events = store::events::of_case(conn, id)?;
    let (case, _) = record::fold(id, &events).unwrap_or_else(|error| panic!("{error:#}"));
    let kept = store::cases::get(conn, id)?.expect("a case with events has a row");
    let mut folded = kept.clone();
    project::project(&case, &mut folded);
    assert_eq!(folded, kept, "case {id}");
    Ok(())
}
