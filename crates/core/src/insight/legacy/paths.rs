//! What only paths have.

use super::filters::{Filters, object};
use super::types::typed;
use super::{Kind, TemplateVariables, convert};
use crate::error::Error;
use serde_json::Value;

pub(super) fn filter(filters: Filters<'_>) -> Result<Value, Error> {
    let structure = |key| filters.structure(key).map(|value| value.into_owned());
    Ok(object([
        ("pathsHogQLExpression", filters.get("paths_hogql_expression").clone()),
        ("includeEventTypes", structure("include_event_types")?),
        ("startPoint", filters.get("start_point").clone()),
        ("endPoint", filters.get("end_point").clone()),
        ("pathGroupings", structure("path_groupings")?),
        ("excludeEvents", structure("exclude_events")?),
        ("stepLimit", filters.get("step_limit").clone()),
        ("pathReplacements", filters.get("path_replacements").clone()),
        ("localPathCleaningFilters", structure("local_path_cleaning_filters")?),
        ("edgeLimit", filters.get("edge_limit").clone()),
        ("minEdgeWeight", filters.get("min_edge_weight").clone()),
        ("maxEdgeWeight", filters.get("max_edge_weight").clone()),
    ]))
}

/// Returns the funnel that the paths run along, null unless both it and its part are given.
pub(super) fn funnel_filter(filters: Filters<'_>, variables: TemplateVariables) -> Result<Value, Error> {
    let funnel = filters.structure("funnel_filter")?;
    let part = filters.text("funnel_paths").filter(|part| !part.is_empty());
    let (Some(funnel), Some(part)) = (funnel.as_object().filter(|funnel| !funnel.is_empty()), part) else {
        return Ok(Value::Null);
    };
    let funnel = typed(funnel);
    let funnel = Filters::new(&funnel);
    let source = convert(Kind::Funnels, funnel, variables).map_err(|error| error.within("funnel_filter"))?;
    Ok(object([
        ("funnelPathType", part.into()),
        ("funnelSource", source),
        ("funnelStep", funnel.get("funnel_step").clone()),
    ]))
}
