//! What only a funnel has.

use super::filters::{Filters, is_digits, object};
use super::series::{Source, node};
use crate::error::Error;
use serde_json::Value;
use std::collections::BTreeSet;

pub(super) fn filter(filters: Filters<'_>) -> Result<Value, Error> {
    let bins = Some(filters.get("bin_count")).filter(|bins| bins.is_number());
    Ok(object([
        ("funnelVizType", chart(filters)),
        ("funnelOrderType", filters.get("funnel_order_type").clone()),
        ("funnelFromStep", filters.get("funnel_from_step").clone()),
        ("funnelToStep", filters.get("funnel_to_step").clone()),
        ("funnelWindowIntervalUnit", filters.get("funnel_window_interval_unit").clone()),
        ("funnelWindowInterval", filters.get("funnel_window_interval").clone()),
        ("funnelStepReference", filters.get("funnel_step_reference").clone()),
        ("breakdownAttributionType", filters.get("breakdown_attribution_type").clone()),
        ("breakdownAttributionValue", filters.get("breakdown_attribution_value").clone()),
        // "auto" is what leaving it out means.
        ("binCount", bins.cloned().into()),
        ("exclusions", exclusions(filters)?),
        ("layout", filters.get("layout").clone()),
        ("hiddenLegendBreakdowns", hidden_breakdowns(filters)?),
        ("funnelAggregateByHogQL", filters.get("funnel_aggregate_by_hogql").clone()),
    ]))
}

fn chart(filters: Filters<'_>) -> Value {
    match filters.get("funnel_viz_type") {
        Value::Null if filters.text("display") == Some("ActionsLineGraph") => "trends".into(),
        given => given.clone(),
    }
}

fn exclusions(filters: Filters<'_>) -> Result<Value, Error> {
    let given = filters.structure("exclusions")?;
    if given.is_null() {
        return Ok(Value::Null);
    }
    let given = filters.list("exclusions")?;
    let mut nodes = Vec::with_capacity(given.len());
    for (index, exclusion) in given.iter().enumerate() {
        let Some(exclusion) = exclusion.as_object().map(Filters::new) else { continue };
        let source = match exclusion.text("type") {
            Some("actions") => Source::Action,
            _ => Source::Event,
        };
        let node = node(source, exclusion).map_err(|error| error.within(&index.to_string()).within("exclusions"))?;
        if let Some(Value::Object(mut node)) = node {
            for (field, key) in [("funnelFromStep", "funnel_from_step"), ("funnelToStep", "funnel_to_step")] {
                node.insert(field.to_owned(), exclusion.get(key).clone());
            }
            nodes.push(node.into());
        }
    }
    Ok(Value::Array(nodes))
}

/// Returns the breakdown values that `hidden_legend_keys` hides.
fn hidden_breakdowns(filters: Filters<'_>) -> Result<Value, Error> {
    let keys = filters.structure("hidden_legend_keys")?;
    let Some(keys) = keys.as_object().filter(|keys| !keys.is_empty()) else { return Ok(Value::Null) };
    let hidden = keys.iter().filter(|(_, hidden)| **hidden == Value::Bool(true));
    let values = hidden.map(|(key, _)| key).filter(|key| !is_digits(key));
    let mut seen = BTreeSet::new();
    Ok(values.map(|key| breakdown_value(key)).filter(|&value| seen.insert(value)).collect())
}

/// Returns the breakdown value in a key: an old key is `type/id/number/value`.
fn breakdown_value(key: &str) -> &str {
    let mut parts = key.splitn(4, '/');
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(_), Some(_), Some(number), Some(value)) if is_digits(number) => value,
        _ => key,
    }
}
