//! A funnel: for each step a bar as high as the share of the first step that did it, on a track of all.

use maud::{Markup, html};

use super::place;
use crate::chart::axis;
use crate::chart::figure::{Funnel, FunnelGroup, Period, Stage, percentage};
use crate::chart::format::{AxisFormat, ValueFormat};
use crate::chart::frame::TEXT_SIZE;
use crate::chart::legend;
use crate::chart::options::Options;
use crate::chart::palette;
use crate::chart::scale::{Bands, Linear};
use crate::chart::text;

const MARGIN: f64 = 14.0;

/// The height of a line of text below a step.
const LINE: f64 = 17.0;

/// The room of the axis' percentages.
const AXIS_ROOM: f64 = 46.0;

/// The share of a step's width that its bars fill.
const FILLED: f64 = 0.72;

/// The widest bar, in pixels.
const WIDEST: f64 = 140.0;

/// Where the steps and their bars stand.
struct Places {
    x: Bands,
    y: Linear,
    /// The width of a bar with its gap.
    width: f64,
    /// The number of groups.
    groups: usize,
}

/// Returns a chart of steps; each has a bar for every group, side by side.
pub fn draw(funnel: &Funnel, options: &Options) -> Markup {
    let (width, height) = (f64::from(options.width), f64::from(options.height));
    let names: Vec<(&str, usize)> = funnel.groups.iter().map(|group| (group.label.as_str(), group.colour)).collect();
    let legend = legend::lay_out(&names, width - 2.0 * MARGIN, height / 3.0);
    let below: Vec<Vec<String>> = (0..funnel.steps.len()).map(|step| words(funnel, step)).collect();
    let lines = below.iter().map(Vec::len).max().unwrap_or(0) as f64;
    let top = MARGIN + legend.height + LINE;
    let bottom = (height - MARGIN - lines * LINE).max(top + 10.0);
    let x = Bands { count: funnel.steps.len(), range: (AXIS_ROOM, width - MARGIN) };
    let groups = funnel.groups.len().max(1);
    let bar = (x.step() * FILLED).min(WIDEST * groups as f64) / groups as f64;
    let places = Places { x, y: Linear { domain: (0.0, 1.0), range: (bottom, top) }, width: bar, groups };
    let ticks = [0.0, 0.25, 0.5, 0.75, 1.0];
    html! {
        (legend.draw(MARGIN, MARGIN))
        (axis::values(&places.y, &ticks, &ticks.map(percentage), AXIS_ROOM, width - MARGIN))
        @for (index, group) in funnel.groups.iter().enumerate() { (draw_group(group, index, &places)) }
        @for (step, lines) in below.iter().enumerate() { (draw_words(lines, step, &places)) }
    }
}

fn draw_group(group: &FunnelGroup, index: usize, places: &Places) -> Markup {
    let (bottom, top) = places.y.range;
    let offset = (index as f64 - places.groups as f64 / 2.0) * places.width;
    let width = (places.width - 2.0).max(0.6);
    html! {
        g class=(palette::class_of(group.colour)) opacity=[(group.period == Period::Previous).then_some("0.5")] {
            @for (step, stage) in group.stages.iter().enumerate().take(places.x.count) {
                @let left = places.x.middle(step) + offset + 1.0;
                @let y = places.y.at(stage.share.min(1.0));
                @let share = stage.share_of_first();
                rect class="band" x=(place(left)) y=(place(top)) width=(place(width)) height=(place(bottom - top)) {}
                rect class="mark" x=(place(left)) y=(place(y)) width=(place(width)) height=(place(bottom - y)) rx="2" {}
                @if text::width("99.9%", TEXT_SIZE) <= places.width {
                    text class="strong" x=(place(left + width / 2.0)) y=(place(y - 5.0)) text-anchor="middle" { (share) }
                }
            }
        }
    }
}

fn draw_words(lines: &[String], step: usize, places: &Places) -> Markup {
    let x = place(places.x.middle(step));
    html! {
        @for (line, words) in lines.iter().enumerate() {
            text class=(if line == 0 { "strong" } else { "quiet" }) x=(x) text-anchor="middle"
                y=(place(places.y.range.0 + (line as f64 + 1.0) * LINE)) {
                (text::cut(words, TEXT_SIZE, places.x.step() - 14.0))
            }
        }
    }
}

/// Returns what stands below a step: its name and, where there is one group alone, its figures.
fn words(funnel: &Funnel, step: usize) -> Vec<String> {
    let name = funnel.steps.get(step).map_or("", String::as_str);
    let mut lines = vec![format!("{}. {name}", step + 1)];
    if let [group] = funnel.groups.as_slice()
        && let Some(stage) = group.stages.get(step)
    {
        lines.push(ValueFormat::default().full(stage.count as f64));
        lines.extend(stage.share_of_previous.map(|share| format!("{} went on", percentage(share))));
        lines.extend(median_time(stage).map(|time| format!("median {time}")));
    }
    lines
}

/// Returns the median time since the step before, as readers see it: `2h 5m`.
pub fn median_time(stage: &Stage) -> Option<String> {
    let format = ValueFormat { unit: Some(AxisFormat::Duration), ..ValueFormat::default() };
    stage.median_time.map(|seconds| format.full(seconds))
}
