//! A plan is enough: over events of which only the planned was kept, every query case has the same answer.

#![expect(clippy::unwrap_used, reason = "a test may fail by panicking")]

use std::path::Path;
use std::sync::LazyLock;

use oriel::plan::{Column, Plan, TimeRange};
use oriel::query::Query;
use oriel::time::Timestamp;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};
use tests::native::{context, response};
use tests::suite::{Half, Shape, Suite};

/// Microseconds in an hour.
const HOUR: i64 = 3_600_000_000;

/// The query cases whose query can be read, without what is expected of them.
static CASES: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let files = Suite::read(&folder, &[Half::Query]).unwrap().files;
    let cases = files.into_iter().filter(|file| file.shape == Shape::Query).flat_map(|file| file.cases);
    cases.filter(|case| Query::from_json(&case["query"]).is_ok()).collect()
});

fn plan(case: &Value) -> Plan {
    Plan::of(&Query::from_json(&case["query"]).unwrap(), &context(case).unwrap())
}

/// Returns a case with only what its plan reads.
fn pruned(case: &Value, plan: &Plan) -> Value {
    let mut case = case.clone();
    let is_read = |event: &Value| {
        let at = event["timestamp"].as_str().map_or(Timestamp::EPOCH, |text| Timestamp::parse(text).unwrap());
        plan.range.contains(at) && plan.events.contain(event["event"].as_str().unwrap_or_default())
    };
    if let Some(events) = case["events"].as_array_mut() {
        events.retain(is_read);
        for event in events {
            keep(&mut event["properties"], |name| plan.reads_property(name));
            for (field, column) in [("event", Column::Name), ("distinct_id", Column::DistinctId)] {
                if !plan.reads(&column) {
                    event[field] = json!("not read");
                }
            }
        }
    }
    for person in case["persons"].as_array_mut().into_iter().flatten() {
        keep(&mut person["properties"], |name| plan.reads(&Column::PersonProperty(name.to_owned())));
    }
    for group in case["groups"].as_array_mut().into_iter().flatten() {
        let group_type = u8::try_from(group["group_type_index"].as_u64().unwrap()).unwrap();
        keep(&mut group["properties"], |name| plan.reads(&Column::GroupProperty(group_type, name.to_owned())));
    }
    case
}

fn keep(properties: &mut Value, is_read: impl Fn(&str) -> bool) {
    if let Some(properties) = properties.as_object_mut() {
        let kept = properties.iter().filter(|(name, _)| is_read(name));
        *properties = kept.map(|(name, value)| (name.clone(), value.clone())).collect::<Map<_, _>>();
    }
}

/// Returns a case with copies of its events at other times and of another name.
fn with_noise(case: &Value, hours: i64, name: Option<&str>) -> Value {
    let mut noisy = case.clone();
    let Some(events) = noisy["events"].as_array_mut() else { return noisy };
    let copies: Vec<Value> = events
        .iter()
        .filter_map(|event| {
            let mut copy = event.clone();
            let at = Timestamp::parse(event["timestamp"].as_str()?).unwrap();
            copy["timestamp"] = json!(at.plus_micros(hours * HOUR).to_string());
            if let Some(name) = name {
                copy["event"] = json!(name);
            }
            Some(copy)
        })
        .collect();
    events.extend(copies);
    noisy
}

#[test]
fn what_is_not_planned_changes_no_answer() {
    assert!(CASES.len() > 500);
    for case in CASES.iter() {
        let plan = plan(case);
        assert_eq!(response(&pruned(case, &plan)), response(case), "{}: {plan:?}", case["name"]);
    }
}

#[test]
fn plans_leave_something_out() {
    let bounded = |range: TimeRange| range.from.is_some() && range.to.is_some();
    let (ranges, names) = CASES.iter().map(plan).fold((0, 0), |(ranges, names), plan| {
        let named = plan.events != oriel::plan::EventNames::All;
        (ranges + usize::from(bounded(plan.range)), names + usize::from(named))
    });
    assert!(ranges * 2 > CASES.len() && names * 2 > CASES.len(), "{ranges} ranges, {names} names");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn more_events_change_nothing_about_that(
        case in 0..CASES.len(),
        hours in prop_oneof![-200..200_i64, -20_000..20_000_i64],
        name in select(vec![None, Some("noise"), Some("$pageview"), Some("$autocapture")]),
    ) {
        let case = with_noise(&CASES[case], hours, name);
        let plan = plan(&case);
        prop_assert_eq!(response(&pruned(&case, &plan)), response(&case), "{}: {:?}", &case["name"], plan);
    }
}
