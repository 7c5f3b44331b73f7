//! Whether the place that an error names exists: a reader who is told `/features/3/properties/code` must find it.

use serde_json::Value;

/// In the document itself, or missing from a part of it that is there.
pub fn leads_somewhere(pointer: &str, document: &Value) -> bool {
    if document.pointer(pointer).is_some() {
        return true;
    }
    let Some((parent, _)) = pointer.rsplit_once('/') else {
        return false;
    };
    matches!(
        document.pointer(parent),
        Some(Value::Object(_) | Value::Array(_))
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_field_of_a_part_that_is_there_is_a_place() {
        let document = serde_json::json!({"a": [{"b/c": 1}]});
        for (pointer, leads) in [
            ("", true),
            ("/a", true),
            ("/a/0/b~1c", true),
            ("/a/0/missing", true),
            ("/missing", true),
            ("/a/1/missing", false),
            ("/a/0/b~1c/deeper", false),
            ("a", false),
        ] {
            assert_eq!(leads_somewhere(pointer, &document), leads, "{pointer}");
        }
    }
}
