//! The photos: every one the database knows lies in the store with its copies, and nothing lies there that
//! nobody knows.

use std::collections::HashMap;

use anyhow::Context;
use domain::id::PhotoHash;
use domain::time::{Micros, hours};
use futures_util::StreamExt;
use photo::Copy;
use sha2::{Digest, Sha256};

use super::{Finding, Section, fault, notice};
use app::error::AppError;
use app::state::App;

const BATCH: i64 = 1000;

pub async fn section(app: &App, deep: bool) -> Result<Section, AppError> {
    // First the database, then the store: a photo is in the store before the database knows of it.
    let mut known = known(app)?;
    let looked_at = known.len();
    let mut findings = strangers(app, &mut known).await?;
    for (hash, found) in &known {
        let missing: Vec<&str> = Copy::ALL
            .into_iter()
            .filter(|copy| !found.contains(copy))
            .map(Copy::as_str)
            .collect();
        if !missing.is_empty() && still_known(app, *hash)? {
            findings.push(fault(format!(
                "照片 {hash} 在存储中缺少 {} (missing in the store)",
                missing.join("、")
            )));
        } else if deep && missing.is_empty() {
            findings.extend(altered(app, *hash).await?);
        }
    }
    findings.sort_by(|a, b| a.text.cmp(&b.text));
    Ok(Section {
        title: "照片 (photos)",
        looked_at,
        findings,
    })
}

fn known(app: &App) -> Result<HashMap<PhotoHash, Vec<Copy>>, AppError> {
    let mut known = HashMap::new();
    let mut last = None;
    loop {
        let page = app
            .db
            .read_blocking(|conn| Ok::<_, AppError>(store::photos::page(conn, last, BATCH)?))?;
        let Some(end) = page.last() else {
            return Ok(known);
        };
        last = Some(*end);
        known.extend(page.into_iter().map(|hash| (hash, Vec::new())));
    }
}

/// Notes what is there for each known photo; what belongs to none is found.
async fn strangers(
    app: &App,
    known: &mut HashMap<PhotoHash, Vec<Copy>>,
) -> Result<Vec<Finding>, AppError> {
    // An upload under way lies in the store for a moment before the database knows of it.
    let settled: Micros = app.clock.now() - hours(1);
    let mut findings = Vec::new();
    let mut listed = app.photos.list();
    while let Some(object) = listed.next().await {
        let object = object?;
        match object.photo {
            Some((hash, copy)) => match known.get_mut(&hash) {
                Some(found) => found.push(copy),
                None if object.stored_at < settled => findings.push(notice(format!(
                    "存储中的 {} 不属于任何已登记的照片 (nobody knows this object)",
                    object.key
                ))),
                None => {}
            },
            None => findings.push(notice(format!(
                "存储中有不认识的文件 {} (not a photo's object)",
                object.key
            ))),
        }
    }
    Ok(findings)
}

/// One that nobody used may have been removed while we looked.
fn still_known(app: &App, hash: PhotoHash) -> Result<bool, AppError> {
    app.db
        .read_blocking(|conn| Ok(store::photos::get(conn, hash)?.is_some()))
}

async fn altered(app: &App, hash: PhotoHash) -> Result<Option<Finding>, AppError> {
    let mut got = match app.photos.get(hash, Copy::Original).await {
        Err(photo::Error::Missing) => return Ok(None),
        got => got?,
    };
    let mut sha256 = Sha256::new();
    while let Some(part) = got.stream.next().await {
        sha256.update(&part.context("read a photo")?);
    }
    let actual = PhotoHash(sha256.finalize().into());
    Ok((actual != hash).then(|| {
        fault(format!(
            "照片 {hash} 的内容已不是原来的内容，现为 {actual} (the bytes have changed)"
        ))
    }))
}
