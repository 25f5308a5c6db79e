//! What a funnel must not ask, in the words that clients know (spec/funnels 2.3).

use super::{Attribution, Exclusion, FunnelOrder, FunnelView, FunnelsQuery, MOST_MARKS, MOST_STEPS};
use crate::error::{Error, ErrorKind, Fault};
use crate::query::breakdown::BreakdownBy;
use crate::query::filter::Filter;
use crate::query::reader::Fields;
use crate::query::series::{Presence, Series};

/// Refuses funnels of fewer than two steps, or of more than are kept track of.
pub(super) fn check_number_of_steps(steps: &[Series]) -> Result<(), Error> {
    match steps.len() {
        0 | 1 => Err(refusal(Fault::FunnelSteps, "Funnels require at least two steps.").at("series")),
        2..=MOST_STEPS => Ok(()),
        _ => Err(Error::unanswerable(format!("A funnel may have at most {MOST_STEPS} steps.")).at("series")),
    }
}

/// Returns the steps between which the funnel measures, from 0: as given, or all.
pub(super) fn measured_steps(funnel: &Fields<'_>, steps: usize) -> Result<(usize, usize), Error> {
    let (from, to) = (funnel.integer("funnelFromStep")?, funnel.integer("funnelToStep")?);
    let last = steps as i64 - 1;
    if from.is_some_and(|from| !(0..last).contains(&from)) {
        return Err(out_of_bounds("funnelFromStep", 0, last - 1));
    }
    if to.is_some_and(|to| !(1..=last).contains(&to)) {
        return Err(out_of_bounds("funnelToStep", 1, last));
    }
    let (from, to) = (from.unwrap_or(0), to.unwrap_or(last));
    if from >= to {
        let text = "Funnel step range is invalid. funnelToStep should be greater than funnelFromStep.";
        return Err(refusal(Fault::FunnelStepRange, text).at("funnelsFilter__funnelToStep"));
    }
    Ok((from as usize, to as usize))
}

/// Refuses exclusions, optional steps and attributions that contradict the funnel.
pub(super) fn check(query: &FunnelsQuery) -> Result<(), Error> {
    if query.steps.len() + query.exclusions.len() > MOST_MARKS {
        let text = format!("A funnel may have at most {MOST_MARKS} steps and exclusions.");
        return Err(Error::unanswerable(text).at("funnelsFilter__exclusions"));
    }
    for exclusion in &query.exclusions {
        check_exclusion(query, exclusion)
            .map_err(|text| refusal(Fault::FunnelExclusions, text).at("funnelsFilter__exclusions"))?;
    }
    check_optional_steps(query).map_err(|text| refusal(Fault::FunnelOptionalSteps, text).at("series"))?;
    match query.attribution {
        Attribution::Step(step) if query.order == FunnelOrder::Unordered && step != 0 => {
            Err(Error::unanswerable("Only the first step can be used for breakdown attribution in unordered funnels")
                .at("funnelsFilter__breakdownAttributionValue"))
        }
        // Where no value is attributed to a step, it is what a longer funnel has left behind.
        Attribution::Step(step) if step >= query.steps.len() && attributes(query) => Err(Error::unanswerable(format!(
            "breakdownAttributionValue is out of bounds. It must be between 0 and {}.",
            query.steps.len() - 1
        ))
        .at("funnelsFilter__breakdownAttributionValue")),
        _ => Ok(()),
    }
}

/// Returns whether breakdown values are attributed to steps: cohorts are not, and times to convert have no breakdown.
fn attributes(query: &FunnelsQuery) -> bool {
    let by = query.breakdown.as_ref().map(|breakdown| &breakdown.by);
    by.is_some_and(|by| !matches!(by, BreakdownBy::Cohorts(_))) && query.view != FunnelView::TimeToConvert
}

fn check_exclusion(query: &FunnelsQuery, exclusion: &Exclusion) -> Result<(), &'static str> {
    let last = query.steps.len() - 1;
    if query.order == FunnelOrder::Unordered && (exclusion.from, exclusion.to) != (0, last) {
        return Err("Partial Exclusions not allowed in unordered funnels");
    }
    if exclusion.from >= exclusion.to {
        return Err("Exclusion event range is invalid. End of range should be greater than start.");
    }
    if exclusion.from >= last {
        return Err("Exclusion event range is invalid. Start of range is greater than number of steps.");
    }
    if exclusion.to > last {
        return Err("Exclusion event range is invalid. End of range is greater than number of steps.");
    }
    if query.steps[exclusion.from..=exclusion.to].iter().any(|step| covers(step, &exclusion.events)) {
        return Err("Exclusion steps cannot contain an event that's part of funnel steps.");
    }
    Ok(())
}

fn check_optional_steps(query: &FunnelsQuery) -> Result<(), &'static str> {
    let is_optional = |step: &Series| step.presence == Presence::Optional;
    if !query.steps.iter().any(is_optional) {
        return Ok(());
    }
    if !matches!(query.view, FunnelView::Steps | FunnelView::Flow) || query.order == FunnelOrder::Unordered {
        return Err(
            "Optional funnel steps are only supported in funnels with step order Sequential or Strict and the graph type \"Conversion Steps\".",
        );
    }
    if query.steps.first().is_some_and(is_optional) {
        return Err("The first step of a funnel cannot be optional.");
    }
    let swallowed = |pair: &[Series]| is_optional(&pair[0]) && !is_optional(&pair[1]) && covers(&pair[1], &pair[0]);
    if query.steps.windows(2).any(swallowed) {
        return Err("An optional step cannot be the same as the following required step.");
    }
    Ok(())
}

/// Returns whether one selection is sure to have all events of another: the same events, under no other conditions.
fn covers(wide: &Series, narrow: &Series) -> bool {
    let mut conditions = Vec::new();
    collect_conditions(&narrow.filter, &mut conditions);
    let mut required = Vec::new();
    collect_conditions(&wide.filter, &mut required);
    let found = |condition: &&Filter| match conditions.iter().position(|other| other == condition) {
        Some(index) => {
            conditions.swap_remove(index);
            true
        }
        None => false,
    };
    wide.events == narrow.events && required.iter().all(found)
}

/// Adds the conditions that must all hold for the filter to hold.
fn collect_conditions<'a>(filter: &'a Filter, conditions: &mut Vec<&'a Filter>) {
    match filter {
        Filter::All(members) => members.iter().for_each(|member| collect_conditions(member, conditions)),
        single => conditions.push(single),
    }
}

fn out_of_bounds(field: &str, least: i64, most: i64) -> Error {
    let text = format!("{field} is out of bounds. It must be between {least} and {most}.");
    refusal(Fault::FunnelStepRange, text).at(["funnelsFilter", field].join("__"))
}

fn refusal(fault: Fault, text: impl Into<String>) -> Error {
    Error::new(ErrorKind::Invalid(fault), text)
}

#[cfg(test)]
mod tests {
    use crate::query::Query;
    use serde_json::{Value, json};

    /// Returns what is said against a funnel of the steps `a`, `b` and `c`, `changes` made to its filter.
    fn refusal_of(changes: Value) -> String {
        let step = |event: &str| json!({"kind": "EventsNode", "event": event});
        refusal_of_steps(json!([step("a"), step("b"), step("c")]), changes)
    }

    fn refusal_of_steps(series: Value, filter: Value) -> String {
        refusal_of_query(&json!({"kind": "FunnelsQuery", "series": series, "funnelsFilter": filter}))
    }

    fn refusal_of_query(query: &Value) -> String {
        Query::from_json(query).map_or_else(|error| error.to_string(), |_| "nothing".to_owned())
    }

    fn exclusion(event: &str, from: i64, to: i64) -> Value {
        json!([{"kind": "EventsNode", "event": event, "funnelFromStep": from, "funnelToStep": to}])
    }

    #[test]
    fn measured_steps_are_steps_in_order() {
        for (from, to, refusal) in [
            (json!(null), json!(null), "nothing"),
            (json!(1), json!(2), "nothing"),
            (json!(2), json!(null), "funnelFromStep is out of bounds. It must be between 0 and 1."),
            (json!(-1), json!(null), "funnelFromStep is out of bounds. It must be between 0 and 1."),
            (json!(null), json!(0), "funnelToStep is out of bounds. It must be between 1 and 2."),
            (json!(null), json!(3), "funnelToStep is out of bounds. It must be between 1 and 2."),
            (json!(1), json!(1), "Funnel step range is invalid. funnelToStep should be greater than funnelFromStep."),
        ] {
            assert_eq!(refusal_of(json!({"funnelFromStep": from, "funnelToStep": to})), refusal);
        }
    }

    #[test]
    fn exclusions_lie_between_steps_and_are_none() {
        for (order, event, from, to, refusal) in [
            ("ordered", "x", 0, 1, "nothing"),
            ("ordered", "c", 0, 1, "nothing"),
            ("unordered", "x", 0, 2, "nothing"),
            ("unordered", "x", 1, 1, "Partial Exclusions not allowed in unordered funnels"),
            ("ordered", "x", 1, 1, "Exclusion event range is invalid. End of range should be greater than start."),
            ("strict", "x", 2, 3, "Exclusion event range is invalid. Start of range is greater than number of steps."),
            ("ordered", "x", 1, 3, "Exclusion event range is invalid. End of range is greater than number of steps."),
            ("ordered", "b", 0, 1, "Exclusion steps cannot contain an event that's part of funnel steps."),
        ] {
            let filter = json!({"funnelOrderType": order, "exclusions": exclusion(event, from, to)});
            assert_eq!(refusal_of(filter), refusal, "{order} {event} {from}–{to}");
        }
    }

    #[test]
    fn an_exclusion_may_be_wider_than_a_step_but_not_narrower() {
        let with_condition = |mut node: Value| {
            node["properties"] = json!([{"key": "k", "value": "v", "operator": "exact", "type": "event"}]);
            node
        };
        let plain = json!([{"kind": "EventsNode", "event": "a"}, {"kind": "EventsNode", "event": "b"}]);
        let mut narrower = exclusion("b", 0, 1);
        narrower[0] = with_condition(narrower[0].take());
        let refusal = "Exclusion steps cannot contain an event that's part of funnel steps.";
        assert_eq!(refusal_of_steps(plain.clone(), json!({"exclusions": narrower})), refusal);
        let conditional = json!([plain[0], with_condition(plain[1].clone())]);
        assert_eq!(refusal_of_steps(conditional, json!({"exclusions": exclusion("b", 0, 1)})), "nothing");
    }

    #[test]
    fn optional_steps_need_a_funnel_that_can_do_without() {
        let step =
            |event: &str, optional: bool| json!({"kind": "EventsNode", "event": event, "optionalInFunnel": optional});
        let second = json!([step("a", false), step("b", true), step("c", false)]);
        let unsupported = "Optional funnel steps are only supported in funnels with step order Sequential or Strict and the graph type \"Conversion Steps\".";
        for (series, filter, refusal) in [
            (second.clone(), json!({}), "nothing"),
            (second.clone(), json!({"funnelVizType": "trends"}), unsupported),
            (second, json!({"funnelOrderType": "unordered"}), unsupported),
            (json!([step("a", true), step("b", false)]), json!({}), "The first step of a funnel cannot be optional."),
            (
                json!([step("a", false), step("b", true), step("b", false)]),
                json!({}),
                "An optional step cannot be the same as the following required step.",
            ),
            (json!([step("a", false), step("b", false), step("b", true)]), json!({}), "nothing"),
        ] {
            assert_eq!(refusal_of_steps(series, filter), refusal);
        }
    }

    #[test]
    fn a_funnel_has_2_to_62_steps() {
        for (count, refusal) in
            [(1, "Funnels require at least two steps."), (62, "nothing"), (63, "A funnel may have at most 62 steps.")]
        {
            let steps = json!(vec![json!({"kind": "EventsNode", "event": "a"}); count]);
            assert_eq!(refusal_of_steps(steps, json!({})), refusal);
        }
    }

    #[test]
    fn the_step_of_a_breakdown_is_one_of_the_funnel() {
        let by_event = json!({"breakdown": "k", "breakdown_type": "event"});
        for (order, step, breakdown, refusal) in [
            ("ordered", 1, &by_event, "nothing"),
            ("ordered", 2, &by_event, "breakdownAttributionValue is out of bounds. It must be between 0 and 1."),
            ("ordered", 2, &json!(null), "nothing"),
            (
                "unordered",
                1,
                &json!(null),
                "Only the first step can be used for breakdown attribution in unordered funnels",
            ),
        ] {
            let filter = json!({"funnelOrderType": order, "breakdownAttributionType": "step", "breakdownAttributionValue": step});
            let steps = json!(vec![json!({"kind": "EventsNode", "event": "a"}); 2]);
            let query =
                json!({"kind": "FunnelsQuery", "series": steps, "funnelsFilter": filter, "breakdownFilter": breakdown});
            assert_eq!(refusal_of_query(&query), refusal);
        }
    }
}
