//! SHA-256 over one event and the hash before it, so that altered history shows.

use uuid::Uuid;

use crate::hash::Sha256;
use crate::time::Time;

/// What the first event of a case is chained to.
pub const GENESIS: Sha256 = Sha256([0; 32]);

/// Everything a hash covers.
#[derive(Clone, Copy, Debug)]
pub struct Link<'a> {
    pub case: Uuid,
    pub seq: i64,
    pub at: Time,
    pub actor: Option<Uuid>,
    pub action: &'a str,
    /// The event's data, canonical JSON, taken letter by letter.
    pub data: &'a str,
    pub prev_hash: Sha256,
}

/// The SHA-256 of the canonical JSON (sorted keys, no spaces) of
/// `{action, actor, at, case, data, prev_hash, seq}`.
pub fn chain_hash(link: &Link<'_>) -> Sha256 {
    Sha256::of(canonical(link).as_bytes())
}

fn canonical(link: &Link<'_>) -> String {
    let action = serde_json::Value::from(link.action);
    let actor = link
        .actor
        .map_or("null".to_owned(), |id| format!("\"{id}\""));
    let Link {
        case,
        seq,
        at,
        data,
        prev_hash,
        ..
    } = link;
    format!(
        r#"{{"action":{action},"actor":{actor},"at":"{at}","case":"{case}","data":{data},"prev_hash":"{prev_hash}","seq":{seq}}}"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const DATA: &str = r#"{"hours":6,"reason":"待\"材料\""}"#;

    fn link() -> Link<'static> {
        Link {
            case: "019aa0f2-7c3b-7d4e-8f10-2b3c4d5e6f70".parse().unwrap(),
            seq: 4,
            at: "2026-03-02T09:00:00.000001+08:00".parse().unwrap(),
            actor: Some("019aa0f2-0000-7000-8000-000000000001".parse().unwrap()),
            action: "request_extension",
            data: DATA,
            prev_hash: Sha256::of(b"before"),
        }
    }

    #[test]
    fn the_hashed_text_is_canonical_json() {
        let link = link();
        let value = serde_json::json!({
            "seq": link.seq,
            "at": link.at,
            "case": link.case,
            "actor": link.actor,
            "action": link.action,
            "data": serde_json::from_str::<serde_json::Value>(link.data).unwrap(),
            "prev_hash": link.prev_hash,
        });
        assert_eq!(canonical(&link), value.to_string());
        let by_the_system = Link {
            actor: None,
            ..link
        };
        assert!(canonical(&by_the_system).contains(r#""actor":null"#));
    }

    /// Computed apart from this program, with Python's json and hashlib; a change here breaks every stored chain.
    #[test]
    fn the_hash_of_a_known_event() {
        assert_eq!(
            chain_hash(&link()).to_string(),
            "e6c1d500811f017a9e16254eab52ac5fc05bf526c52aca48e601e99ea45ff489"
        );
    }

    #[test]
    fn every_part_is_covered() {
        let link = link();
        let changed = [
            Link {
                case: Uuid::nil(),
                ..link
            },
            Link { seq: 5, ..link },
            Link {
                at: Time(link.at.0 + 1),
                ..link
            },
            Link {
                actor: None,
                ..link
            },
            Link {
                action: "grant_extension",
                ..link
            },
            Link { data: "{}", ..link },
            Link {
                prev_hash: GENESIS,
                ..link
            },
        ];
        for other in changed {
            assert_ne!(chain_hash(&other), chain_hash(&link), "{other:?}");
        }
    }
}
