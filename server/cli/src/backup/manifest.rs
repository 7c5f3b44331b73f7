//! What a backup says about itself.

use std::collections::BTreeMap;

use anyhow::{Context, bail};
use mobile_api::time::Time;
use serde::{Deserialize, Serialize};

pub const FORMAT: u32 = 1;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Always `xuncheng-backup`.
    pub kind: String,
    pub format: u32,
    pub created_at: Time,
    /// The version of the program that wrote it.
    pub program: String,
    /// How many rows each table of the database has.
    pub rows: BTreeMap<String, i64>,
    /// Where the photos are when they are not in here.
    pub photos_elsewhere: Option<String>,
}

const KIND: &str = "xuncheng-backup";

impl Manifest {
    pub fn new(
        created_at: Time,
        rows: BTreeMap<String, i64>,
        photos_elsewhere: Option<String>,
    ) -> Manifest {
        Manifest {
            kind: KIND.into(),
            format: FORMAT,
            created_at,
            program: env!("CARGO_PKG_VERSION").into(),
            rows,
            photos_elsewhere,
        }
    }

    pub fn read(text: &[u8]) -> anyhow::Result<Manifest> {
        #[derive(Deserialize)]
        struct Any {
            kind: String,
            format: u32,
        }
        let any: Any = serde_json::from_slice(text).context("manifest.json")?;
        if any.kind != KIND {
            bail!("这不是巡城的备份 (not a backup of Xuncheng)");
        }
        if any.format != FORMAT {
            bail!(
                "备份格式为第 {} 版，本程序只认第 {FORMAT} 版，请使用写出它的程序版本恢复 (another format version)",
                any.format
            );
        }
        serde_json::from_slice(text).context("manifest.json")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_reads_back_and_strangers_are_told_apart() {
        let rows = BTreeMap::from([("cases".to_owned(), 3)]);
        let manifest = Manifest::new(Time(1_772_413_200_000_000), rows, None);
        let text = serde_json::to_vec(&manifest).unwrap();
        assert_eq!(Manifest::read(&text).unwrap(), manifest);
        let newer = br#"{"kind":"xuncheng-backup","format":2,"other":1}"#;
        let refused = Manifest::read(newer).unwrap_err().to_string();
        assert!(refused.contains("第 2 版"), "{refused}");
        assert!(Manifest::read(br#"{"kind":"photo-album","format":1}"#).is_err());
        assert!(Manifest::read(b"hello").is_err());
    }
}
