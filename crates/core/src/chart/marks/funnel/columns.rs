//! The steps of a funnel beside each other, their bars upright.

use super::{class, label, names, together, told};
use crate::chart::axis;
use crate::chart::figure::funnels::{Funnel, FunnelGroup};
use crate::chart::frame::{MARGIN, TEXT_SIZE};
use crate::chart::legend;
use crate::chart::options::Options;
use crate::chart::palette;
use crate::chart::scale::{Bands, Scale};
use crate::chart::svg::Svg;
use crate::chart::text;

/// The height of a line of text below a step.
const LINE: f64 = 17.0;

/// The room of the axis' percentages.
const AXIS_ROOM: f64 = 46.0;

/// The share of a step's width that its bars fill.
const FILLED: f64 = 0.72;

/// The size of plain text that is as wide as the bold one.
const BOLD: f64 = TEXT_SIZE * 1.08;

/// The widest bar, in pixels.
const WIDEST: f64 = 140.0;

/// Where the steps and their bars stand.
struct Places {
    x: Bands,
    y: Scale,
    /// The width of a bar with its gap.
    width: f64,
    /// The number of groups.
    groups: usize,
}

/// Draws the steps; each has a bar for every group, side by side.
pub(super) fn draw(svg: &mut Svg, funnel: &Funnel, options: &Options) {
    let (width, height) = options.size();
    let legend = legend::lay_out(&names(funnel), width - 2.0 * MARGIN, height / 3.0);
    let x = Bands { count: funnel.steps.len(), range: (AXIS_ROOM, width - MARGIN) };
    let name = |step: usize| text::lines(&funnel.numbered_step(step), TEXT_SIZE, x.step() - 10.0, 2);
    let names: Vec<Vec<String>> = (0..funnel.steps.len()).map(name).collect();
    let figures: Vec<Vec<String>> = (0..funnel.steps.len()).map(|step| words(funnel, step)).collect();
    let most = |lines: &[Vec<String>]| lines.iter().map(Vec::len).max().unwrap_or(0);
    let (name_lines, lines) = (most(&names), (most(&names) + most(&figures)) as f64);
    let top = MARGIN + legend.height + LINE;
    let bottom = (height - MARGIN - lines * LINE).max(top + 10.0);
    let groups = funnel.groups.len().max(1);
    let bar = (x.step() * FILLED).min(WIDEST * groups as f64) / groups as f64;
    let places = Places { x, y: Scale::linear((0.0, 1.0), (bottom, top)), width: bar, groups };
    let ticks: &[f64] = if bottom - top < 90.0 { &[0.0, 1.0] } else { &[0.0, 0.25, 0.5, 0.75, 1.0] };
    let tick_names: Vec<String> = ticks.iter().map(|tick| funnel.share(*tick)).collect();
    legend.draw(svg, MARGIN, MARGIN);
    axis::values(svg, &places.y, ticks, &tick_names, AXIS_ROOM, width - MARGIN);
    for (index, group) in funnel.groups.iter().enumerate() {
        draw_group(svg, funnel, group, index, &places);
    }
    for step in 0..funnel.steps.len() {
        let x = places.x.middle(step);
        for (line, words) in names[step].iter().enumerate() {
            svg.text("strong mid", x, bottom + (line as f64 + 1.0) * LINE, words);
        }
        for (line, words) in figures[step].iter().enumerate() {
            let words = text::cut(words, TEXT_SIZE, places.x.step() - 6.0);
            svg.text("quiet mid", x, bottom + ((name_lines + line) as f64 + 1.0) * LINE, &words);
        }
    }
}

fn draw_group(svg: &mut Svg, funnel: &Funnel, group: &FunnelGroup, index: usize, places: &Places) {
    let (bottom, top) = places.y.range;
    let offset = (index as f64 - places.groups as f64 / 2.0) * places.width;
    let width = (places.width - 2.0).max(0.6);
    svg.with("data-series", &group.colour.to_string()).group(&palette::class_of(group.colour), |svg| {
        for (step, stage) in group.stages.iter().enumerate().take(places.x.count) {
            let left = places.x.middle(step) + offset + 1.0;
            let length = funnel.length(stage);
            let y = places.y.at(length.min(1.0));
            let share = if places.width >= text::width("99.9%", BOLD) + 4.0 {
                funnel.share(length)
            } else {
                funnel.share((length * 100.0).round() / 100.0)
            };
            svg.telling(&label(funnel, group, step), &told(funnel, stage)).group("", |svg| {
                svg.rect("track", left, top, width, bottom - top);
                svg.with("rx", "2").rect(class(group), left, y, width, bottom - y);
                if places.width >= text::width("99%", BOLD) {
                    svg.text("strong mid halo", left + width / 2.0, y - 5.0, &share);
                }
            });
        }
    });
}

/// Returns the figures that stand below the name of a step.
fn words(funnel: &Funnel, step: usize) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(stage) = together(funnel, step) {
        lines.push(funnel.count(stage.count));
        lines.extend(funnel.other_share(&stage));
        lines.extend(stage.median_time.map(|time| ["median ", &funnel.time(time)].concat()));
    }
    lines
}
