//! A funnel: for each step a bar as long as the share of the first step, or of the step before, that did it, on a track of all.

mod columns;
mod rows;

use crate::chart::figure::funnels::{Funnel, FunnelGroup, Layout, Stage};
use crate::chart::figure::over_time::Period;
use crate::chart::frame::MARGIN;
use crate::chart::legend::{self, Sign};
use crate::chart::options::Options;
use crate::chart::svg::Svg;

/// The least width of a step in a column of its own.
const NARROWEST_COLUMN: f64 = 96.0;

/// Draws the steps as columns or, where the query wants it or there is no room, as rows.
pub fn draw(svg: &mut Svg, funnel: &Funnel, options: &Options) {
    let width = f64::from(options.width) - 2.0 * MARGIN;
    let fits = width / funnel.steps.len().max(1) as f64 >= NARROWEST_COLUMN;
    if funnel.layout == Layout::Vertical && fits {
        columns::draw(svg, funnel, options);
    } else {
        rows::draw(svg, funnel, options);
    }
}

/// Returns what the legend names: the groups and, where they are compared, the period before.
fn names(funnel: &Funnel) -> Vec<(&str, Sign)> {
    let current = funnel.groups.iter().filter(|group| group.period == Period::Current);
    let mut names: Vec<(&str, Sign)> =
        current.map(|group| (group.label.as_str(), Sign::Series(group.colour))).collect();
    names.extend((names.len() < funnel.groups.len()).then_some(legend::PREVIOUS));
    names
}

/// Returns a step of all groups of the range asked for together; times only of one group alone.
fn together(funnel: &Funnel, step: usize) -> Option<Stage> {
    let groups: Vec<&FunnelGroup> = funnel.groups.iter().filter(|group| group.period == Period::Current).collect();
    if let [group] = groups.as_slice() {
        return group.stages.get(step).cloned();
    }
    let count = |step: usize| groups.iter().filter_map(|group| group.stages.get(step)).map(|stage| stage.count).sum();
    let share = |count: u64, whole: u64| if whole == 0 { 0.0 } else { count as f64 / whole as f64 };
    let own: u64 = count(step);
    let share_of_previous = step.checked_sub(1).map(|before| share(own, count(before)));
    Some(Stage { count: own, share: share(own, count(0)), share_of_previous, median_time: None, mean_time: None })
}

/// Returns what a step of a group tells: its count, shares and times.
fn told(funnel: &Funnel, stage: &Stage) -> String {
    let mut words = vec![[&funnel.count(stage.count), ", ", &funnel.share(stage.share), " of the first step"].concat()];
    words.extend(stage.share_of_previous.map(|share| [&funnel.share(share), " of the step before"].concat()));
    words.extend(stage.median_time.map(|time| ["median time ", &funnel.time(time)].concat()));
    words.extend(stage.mean_time.map(|time| ["mean time ", &funnel.time(time)].concat()));
    words.join("|")
}

/// Returns the label of a step of a group.
fn label(funnel: &Funnel, group: &FunnelGroup, step: usize) -> String {
    match funnel.groups.len() {
        1 => funnel.numbered_step(step),
        _ => [&funnel.numbered_step(step), ", ", &group.label].concat(),
    }
}

/// Returns the class of a group's bars.
fn class(group: &FunnelGroup) -> &'static str {
    if group.period == Period::Previous { "mark faint" } else { "mark" }
}
