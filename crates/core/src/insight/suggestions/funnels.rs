//! What to ask next about a funnel: its worst step first.

use serde_json::{Value, json};

use super::breakdown::{Breakdown, is_broken_down};
use super::{asked_of, name, suggestion, with, without_math};

/// Returns follow-up questions on a funnel.
pub(super) fn of_funnel(funnel: &Value, results: &Value, breakdown: &Breakdown) -> Vec<Value> {
    let steps = funnel["series"].as_array().map(Vec::as_slice).unwrap_or_default();
    if steps.len() < 2 {
        return Vec::new();
    }
    let filter = &funnel["funnelsFilter"];
    let worst = worst_step(results).filter(|step| *step < steps.len()).unwrap_or(1);
    let mut found = vec![correlation(funnel, steps, worst)];
    if !is_broken_down(funnel) {
        let (word, broken) = (breakdown.word(), with(funnel, "breakdownFilter", breakdown.filter()));
        let broken = with(&broken, "funnelsFilter", with(filter, "funnelVizType", json!("steps")));
        found.push(suggestion(
            format!("The funnel by {word}"),
            format!("Who of which {word} converts better."),
            broken,
        ));
    }
    for (view, title, description) in [
        ("trends", "Conversion over time", "How the share that converts changed."),
        ("time_to_convert", "Time to convert", "How long those who convert take."),
    ] {
        if filter["funnelVizType"] != view {
            let seen = with(funnel, "funnelsFilter", with(filter, "funnelVizType", json!(view)));
            // Times are not broken down.
            let seen = if view == "trends" { seen } else { with(&seen, "breakdownFilter", Value::Null) };
            found.push(suggestion(title, description, seen));
        }
    }
    let trends = json!({"kind": "TrendsQuery", "series": steps.iter().map(without_math).collect::<Vec<_>>()});
    found.push(suggestion("The steps as trends", "How often each step happens by itself.", asked_of(funnel, trends)));
    found.truncate(5);
    found
}

/// Returns the step before which the largest share is lost, the groups of a breakdown counted together.
fn worst_step(results: &Value) -> Option<usize> {
    let rows = results.as_array()?;
    let groups: Vec<&Value> = if rows.first()?.is_array() { rows.iter().collect() } else { vec![results] };
    let count = |step: usize| groups.iter().filter_map(|group| group.get(step)?.get("count")?.as_f64()).sum::<f64>();
    let length = groups.iter().filter_map(|group| group.as_array()).map(Vec::len).max()?;
    let lost = |step: &usize| if count(step - 1) > 0.0 { 1.0 - count(*step) / count(step - 1) } else { 0.0 };
    (1..length).reduce(|best, step| if lost(&step) > lost(&best) { step } else { best })
}

/// Asks what those who pass a step have in common.
fn correlation(funnel: &Value, steps: &[Value], worst: usize) -> Value {
    let mut source = asked_of(funnel, json!({"kind": "FunnelsQuery", "series": steps[..=worst]}));
    let kept = ["funnelWindowInterval", "funnelWindowIntervalUnit", "funnelOrderType"];
    let kept =
        kept.into_iter().filter_map(|field| Some((field.to_owned(), funnel["funnelsFilter"].get(field)?.clone())));
    source["funnelsFilter"] = Value::Object(kept.collect());
    let query = json!({
        "kind": "FunnelCorrelationQuery",
        "source": {"kind": "FunnelsActorsQuery", "source": source},
        "funnelCorrelationType": "events",
    });
    let (from, to) = (name(&steps[worst - 1]), name(&steps[worst]));
    suggestion(
        format!("What goes with getting from {from} to {to}?"),
        "Which events those who go on did more often than those who do not.",
        query,
    )
}
