//! The steps of a funnel below each other, their bars to the right.

use super::{class, label, names, together, told};
use crate::chart::figure::funnels::Funnel;
use crate::chart::frame::{MARGIN, TEXT_SIZE};
use crate::chart::legend;
use crate::chart::options::Options;
use crate::chart::palette;
use crate::chart::svg::Svg;
use crate::chart::text;

/// The height of the line with a step's name and figures.
const HEAD: f64 = 20.0;

/// The gap below a step.
const GAP: f64 = 12.0;

/// The tallest bar, and the tallest of several.
const TALLEST: f64 = 34.0;

/// The room of the share behind a bar.
const SHARE: f64 = 48.0;

/// Draws the steps; each has a bar for every group, one below the other.
pub(super) fn draw(svg: &mut Svg, funnel: &Funnel, options: &Options) {
    let (width, height) = options.size();
    let legend = legend::lay_out(&names(funnel), width - 2.0 * MARGIN, height / 3.0);
    legend.draw(svg, MARGIN, MARGIN);
    let top = MARGIN + legend.height;
    let step_room = (height - top - MARGIN + GAP) / funnel.steps.len().max(1) as f64;
    let groups = funnel.groups.len().max(1) as f64;
    let bar = ((step_room - HEAD - GAP) / groups).clamp(1.0, TALLEST);
    let step_height = HEAD + bar * groups + GAP;
    let right = width - MARGIN - SHARE;
    for step in 0..funnel.steps.len() {
        let y = top + step as f64 * step_height;
        draw_head(svg, funnel, step, y + 12.0, width);
        for (index, group) in funnel.groups.iter().enumerate() {
            let Some(stage) = group.stages.get(step) else { continue };
            let y = y + HEAD + index as f64 * bar;
            let share = funnel.length(stage);
            let length = (right - MARGIN) * share.min(1.0);
            svg.with("data-series", &group.colour.to_string());
            svg.telling(&label(funnel, group, step), &told(funnel, stage)).group(
                &palette::class_of(group.colour),
                |svg| {
                    svg.rect("track", MARGIN, y, right - MARGIN, bar - 1.0);
                    svg.with("rx", "2").rect(class(group), MARGIN, y, length.max(1.0), bar - 1.0);
                    if bar >= TEXT_SIZE {
                        svg.text("strong", right + 8.0, y + bar / 2.0 + 3.5, &funnel.share(share));
                    }
                },
            );
        }
    }
}

/// Draws the name of a step and, to the right, how many did it, and how many of those before, in what time.
fn draw_head(svg: &mut Svg, funnel: &Funnel, step: usize, y: f64, width: f64) {
    let mut figures = String::new();
    if let Some(stage) = together(funnel, step) {
        figures = funnel.count(stage.count);
        if let Some(share) = funnel.other_share(&stage) {
            figures = [&figures, " · ", &share].concat();
        }
        if let Some(time) = stage.median_time.filter(|_| width >= 420.0) {
            figures = [&figures, " · median ", &funnel.time(time)].concat();
        }
    }
    let room = width - 2.0 * MARGIN - text::width(&figures, TEXT_SIZE) - 12.0;
    svg.text("strong", MARGIN, y, &text::cut(&funnel.numbered_step(step), TEXT_SIZE, room));
    svg.text("quiet end", width - MARGIN, y, &figures);
}
