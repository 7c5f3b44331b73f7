//! What a categories file changes. Its order becomes the order of the lists; what it doesn't mention stays,
//! behind it.

use domain::id::CategoryKey;
use store::categories::CategoryRow;

use city::fault::Faults;
use city::file::categories::{CategoryLine, parse};
use city::file::plan::{Diff, Plan, Write};
use city::{Category, City};

pub fn plan(body: &[u8], city: &City) -> Result<Plan, Faults> {
    let lines = parse(body)?;
    let mut plan = Plan::default();
    for (line, position) in lines.iter().zip(0..) {
        let row = row(line, position);
        let code = format!("{}:{}", line.key.scheme, line.key.code);
        match city.categories.get(&line.key) {
            None => {
                plan.report.created(line.row, &code, &line.name);
                plan.writes.push(Write::NewCategory(row));
            }
            Some(category) => {
                let diff = diff(category, line, position);
                if plan.report.compared(line.row, &code, &line.name, diff) {
                    plan.writes.push(Write::Category(row));
                }
            }
        }
    }
    plan.writes.extend(moved_behind(&lines, city));
    Ok(plan)
}

fn row(line: &CategoryLine, position: i64) -> CategoryRow {
    CategoryRow {
        scheme: line.key.scheme.clone(),
        code: line.key.code.clone(),
        name: line.name.clone(),
        campaign_word: line.campaign_word.clone(),
        limit_value: i64::from(line.limit.value),
        limit_unit: line.limit.unit.as_str().to_owned(),
        urgent: line.urgent,
        active: line.active,
        position,
    }
}

fn diff(category: &Category, line: &CategoryLine, position: i64) -> Diff {
    Diff::default()
        .field("name", &category.name, &line.name)
        .field(
            "campaign_word",
            &category.campaign_word,
            &line.campaign_word,
        )
        .field("limit_value", category.limit.value, line.limit.value)
        .field("limit_unit", category.limit.unit, line.limit.unit)
        .field("urgent", category.urgent, line.urgent)
        .field("active", category.active, line.active)
        .field("position", category.position, position)
}

/// In the order they had among themselves.
fn moved_behind(lines: &[CategoryLine], city: &City) -> Vec<Write> {
    let mentioned = |key: &CategoryKey| lines.iter().any(|line| line.key == *key);
    let mut others: Vec<&Category> = city
        .categories
        .values()
        .filter(|category| !mentioned(&category.key))
        .collect();
    others.sort_by_key(|category| (category.position, &category.key));
    let places = i64::try_from(lines.len()).unwrap_or(i64::MAX)..;
    others
        .into_iter()
        .zip(places)
        .filter(|(category, position)| category.position != *position)
        .map(|(category, position)| {
            Write::Category(CategoryRow {
                scheme: category.key.scheme.clone(),
                code: category.key.code.clone(),
                name: category.name.clone(),
                campaign_word: category.campaign_word.clone(),
                limit_value: i64::from(category.limit.value),
                limit_unit: category.limit.unit.as_str().to_owned(),
                urgent: category.urgent,
                active: category.active,
                position,
            })
        })
        .collect()
}
