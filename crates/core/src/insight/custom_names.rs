//! The names that clients give to series: answers are kept without regard to them and shown with the asker's
//! (spec/api 3.5).

use serde_json::Value;

use super::cache_key::source;

/// Writes the `custom_name` of each series of `query` into the rows of an answer, which may have been calculated for
/// somebody else.
pub fn name_series(answer: &mut Value, query: &Value) {
    let source = source(query);
    // A step of a funnel in any order is none of its series.
    let is_unordered = source.pointer("/funnelsFilter/funnelOrderType").is_some_and(|order| order == "unordered");
    let Some(series) = source.get("series").and_then(Value::as_array).filter(|_| !is_unordered) else { return };
    let rows = answer.get_mut("results").and_then(Value::as_array_mut);
    rows.into_iter().flatten().for_each(|row| name_row(row, series));
}

/// Names a row, or the rows of a breakdown value.
fn name_row(row: &mut Value, series: &[Value]) {
    if let Value::Array(rows) = row {
        rows.iter_mut().for_each(|row| name_row(row, series));
        return;
    }
    let is_of_trend = row.get("action").is_some_and(Value::is_object);
    let named = if is_of_trend { &mut row["action"] } else { row };
    let order = named.get("order").and_then(Value::as_u64).and_then(|order| usize::try_from(order).ok());
    let series = order.and_then(|order| series.get(order));
    if let (Some(series), Some(name)) = (series, named.get_mut("custom_name")) {
        *name = series.get("custom_name").cloned().unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn named(kind: &str, rows: Value) -> Value {
        let mut answer = json!({"results": rows});
        let funnels = json!({"funnelOrderType": kind});
        let query = json!({"series": [{"custom_name": "Mine"}, {}], "funnelsFilter": funnels});
        name_series(&mut answer, &json!({"kind": "InsightVizNode", "source": query}));
        answer["results"].take()
    }

    #[test]
    fn rows_get_the_name_of_their_series() {
        let row = |order: u64, name: Value| json!({"action": {"order": order, "custom_name": name}});
        let rows = json!([row(0, json!("Theirs")), row(1, json!("Theirs")), {"action": null}, row(9, json!("Theirs"))]);
        let expected = json!([row(0, json!("Mine")), row(1, json!(null)), {"action": null}, row(9, json!("Theirs"))]);
        assert_eq!(named("ordered", rows), expected);
    }

    #[test]
    fn steps_get_them_where_they_are_series() {
        let step = |name: Value| json!([[{"order": 0, "custom_name": name}]]);
        assert_eq!(named("ordered", step(json!(null))), step(json!("Mine")));
        assert_eq!(named("unordered", step(json!(null))), step(json!(null)));
    }
}
