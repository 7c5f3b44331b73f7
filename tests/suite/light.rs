//! The light that the rules show and the one that the phone turns by itself are tried with the same file.

use std::path::Path;

use domain::light::{Light, LitBy};
use domain::time::Micros;
use harness::city::time;
use serde_json::Value;

fn at(instant: &Value) -> Option<Micros> {
    instant.as_str().map(|text| Micros(time(text).0))
}

#[test]
fn the_phone_is_tried_with_the_light_of_the_rules() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/vectors/light.json");
    let text = std::fs::read_to_string(&file).expect("the vectors of the light");
    let vectors: Value = serde_json::from_str(&text).expect("JSON");
    let mut lights = 0;
    for case in vectors["cases"].as_array().expect("cases") {
        let lit = LitBy {
            yellow_at: at(&case["yellow_at"]),
            deadline_at: at(&case["deadline_at"]),
            handled_at: at(&case["handled_at"]),
        };
        for told in case["lights"].as_array().expect("lights") {
            let now = at(&told[0]).expect("an instant");
            let light = lit.light(now).map(Light::as_str);
            assert_eq!(light, told[1].as_str(), "{} at {}", case["case"], told[0]);
            lights += 1;
        }
    }
    assert!(lights >= 30, "{lights}");
}
