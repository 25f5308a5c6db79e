//! Answers of every kind as plain rows: what they say of what, zeros left out.

use serde_json::{Value, json};

/// Returns the rows of an answer.
pub(crate) fn of_answer(query: &Value, answer: &Value) -> Vec<Value> {
    let results = &answer["results"];
    let rows = || results.as_array().into_iter().flatten();
    match query["kind"].as_str().unwrap_or_default() {
        "TrendsQuery" => rows().flat_map(trend).collect(),
        "StickinessQuery" => rows().flat_map(|row| pairs(&row["days"], &row["data"], &[])).collect(),
        "LifecycleQuery" => {
            rows().flat_map(|row| pairs(&row["days"], &row["data"], std::slice::from_ref(&row["status"]))).collect()
        }
        "FunnelsQuery" => rows().flat_map(funnel).collect(),
        "RetentionQuery" => rows().enumerate().flat_map(|(number, row)| retention(number, row)).collect(),
        "PathsQuery" => rows().map(|edge| json!([edge["source"], edge["target"], edge["value"]])).collect(),
        "FunnelCorrelationQuery" => results["events"].as_array().into_iter().flatten().map(correlation).collect(),
        "CalendarHeatmapQuery" => {
            let cells = results["data"].as_array().into_iter().flatten();
            let rows = cells.map(|cell| json!([cell["row"], cell["column"], cell["value"]]));
            rows.filter(|row| row[2] != 0).collect()
        }
        _ => rows().cloned().collect(),
    }
}

/// Returns a row for each bucket that is not 0, or one for the whole range.
fn trend(row: &Value) -> Vec<Value> {
    let named: Vec<Value> = ["compare_label", "breakdown_value"]
        .iter()
        .map(|name| row[*name].clone())
        .filter(|name| !name.is_null())
        .collect();
    match &row["aggregated_value"] {
        Value::Null => pairs(&row["days"], &row["data"], &named),
        total => vec![named.into_iter().chain([total.clone()]).collect()],
    }
}

fn pairs(days: &Value, data: &Value, named: &[Value]) -> Vec<Value> {
    let days = days.as_array().into_iter().flatten();
    let pairs = days.zip(data.as_array().into_iter().flatten()).filter(|(_, value)| value.as_f64() != Some(0.0));
    pairs.map(|(day, value)| named.iter().chain([day, value]).cloned().collect()).collect()
}

fn funnel(row: &Value) -> Vec<Value> {
    match row {
        Value::Array(steps) => {
            steps.iter().map(|step| json!([step["breakdown_value"][0], step["order"], step["count"]])).collect()
        }
        step => vec![json!([step["order"], step["count"]])],
    }
}

fn retention(number: usize, row: &Value) -> Vec<Value> {
    let cells = row["values"].as_array().into_iter().flatten().enumerate();
    let rows = cells.map(|(column, cell)| json!([number, column, cell["count"]]));
    rows.filter(|row| row[2] != 0).collect()
}

fn correlation(row: &Value) -> Value {
    json!([row["event"]["event"], row["success_count"], row["failure_count"], row["odds_ratio"]])
}
