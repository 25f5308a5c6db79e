//! What a row says about the question it answers: its `action` and its `filter` (spec/trends 6.11).

use serde_json::{Map, Value, json};

use super::math::name_in_force;
use crate::query::reader::Choice;
use crate::query::series::{EventSelection, Series};
use crate::query::trends::{TestAccounts, TrendsQuery};
use crate::time::{ResolvedRange, Timestamp};

/// Returns the `action` of a row: what was counted.
pub(super) fn action(
    series: &Series,
    label: &str,
    order: usize,
    query: &TrendsQuery,
    starts: impl Iterator<Item = Timestamp>,
) -> Value {
    let id = match series.events {
        EventSelection::All => Value::Null,
        _ => Value::from(label),
    };
    let property = series.math.property.as_ref();
    json!({
        "days": starts.map(|start| start.to_string()).collect::<Vec<String>>(),
        "id": id,
        "type": "events",
        "order": order,
        "name": label,
        "custom_name": series.custom_name,
        "math": name_in_force(&series.math, query.interval).map(Choice::name),
        "math_property": property.map(|property| property.name.as_str()),
        "math_hogql": series.math.expression,
        "math_group_type_index": series.math.group_type,
        "properties": {},
    })
}

/// Returns the `filter` of a row: the query in the older form, without what is null.
pub(super) fn filter(query: &TrendsQuery, range: &ResolvedRange) -> Value {
    let mut filter = Map::new();
    let mut put = |name: &str, value: Value| {
        if !value.is_null() {
            filter.insert(name.to_owned(), value);
        }
    };
    let given = |name: &str| query.given.get(name).cloned().unwrap_or_default();
    put("insight", "TRENDS".into());
    put("properties", given("properties"));
    put("filter_test_accounts", (query.test_accounts == TestAccounts::FilteredOut).into());
    put("date_to", range.to.to_string().into());
    put("date_from", range.from.to_string().into());
    put("entity_type", "events".into());
    put("sampling_factor", given("samplingFactor"));
    put("aggregation_group_type_index", given("aggregation_group_type_index"));
    put("interval", query.interval.name().into());
    for part in ["trendsFilter", "breakdownFilter"] {
        for (name, value) in query.given.get(part).and_then(Value::as_object).into_iter().flatten() {
            put(name, value.clone());
        }
    }
    Value::Object(filter)
}
