//! What only a browser shows: values as they come from JavaScript and go back to it.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use js_sys::{JSON, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

use crate::{Dataset, evaluate, render};

wasm_bindgen_test_configure!(run_in_browser);

const EVENTS: &[u8] = b"{\"event\":\"seen\",\"distinct_id\":\"ada\",\"timestamp\":\"2026-03-02T10:00:00Z\"}\n\
{\"event\":\"seen\",\"distinct_id\":\"bob\",\"timestamp\":\"2026-03-03T23:30:00Z\"}\n";
const QUERY: &str = r#"{"kind": "TrendsQuery", "series": [{"kind": "EventsNode", "event": "seen"}],
    "dateRange": {"date_from": "2026-03-02", "date_to": "2026-03-04"}}"#;
const NOW: f64 = 1_772_700_000_000.0;

fn js(json: &str) -> JsValue {
    JSON::parse(json).unwrap()
}

fn at(value: &JsValue, path: &[&str]) -> JsValue {
    path.iter().fold(value.clone(), |value, name| Reflect::get(&value, &(*name).into()).unwrap())
}

fn text(value: &JsValue) -> String {
    JSON::stringify(value).unwrap().into()
}

#[wasm_bindgen_test]
fn objects_go_in_and_plain_objects_come_out() {
    let dataset = Dataset::from_ndjson(EVENTS).unwrap();
    assert_eq!(dataset.length(), 2);
    let response = evaluate(&dataset, &js(QUERY), NOW, "UTC", &[], &js("{}")).unwrap();
    assert_eq!(text(&at(&response, &["results", "0", "data"])), "[1,1,0]");
    let svg = render(&js(QUERY), &response, &js(r#"{"width": 320}"#)).unwrap();
    assert!(svg.starts_with("<svg") && svg.contains("width=\"320\""));
}

#[wasm_bindgen_test]
fn days_are_those_of_the_zone_whose_rules_are_given() {
    let dataset = Dataset::from_ndjson(EVENTS).unwrap();
    let rules = [f64::NEG_INFINITY, 3600.0];
    let response = evaluate(&dataset, &js(QUERY), NOW, "Africa/Lagos", &rules, &js("{}")).unwrap();
    assert_eq!(text(&at(&response, &["results", "0", "data"])), "[1,0,1]");
}

#[wasm_bindgen_test]
fn a_refusal_is_an_error_with_the_field_to_blame() {
    let dataset = Dataset::from_ndjson(EVENTS).unwrap();
    let query = js(r#"{"kind": "TrendsQuery", "series": 5}"#);
    let refusal = evaluate(&dataset, &query, NOW, "UTC", &[], &js("{}")).unwrap_err();
    assert!(refusal.is_instance_of::<js_sys::Error>());
    assert_eq!(at(&refusal, &["name"]), JsValue::from("OrielError"));
    assert_eq!(at(&refusal, &["field"]), JsValue::from("series"));
}

#[wasm_bindgen_test]
fn events_are_added_whole_or_not_at_all() {
    let mut dataset = Dataset::from_ndjson(EVENTS).unwrap();
    assert!(
        dataset
            .append(b"{\"event\":\"seen\",\"distinct_id\":\"eve\",\"timestamp\":\"2026-03-02\"}\n{\"event\":")
            .is_err()
    );
    assert_eq!(dataset.length(), 2);
    dataset.append(EVENTS).unwrap();
    assert_eq!(dataset.length(), 4);
}

#[wasm_bindgen_test]
fn circular_values_are_refused() {
    let circle = js("{}");
    Reflect::set(&circle, &"kind".into(), &circle).unwrap();
    let dataset = Dataset::from_ndjson(EVENTS).unwrap();
    assert!(evaluate(&dataset, &circle, NOW, "UTC", &[], &js("{}")).is_err());
}
