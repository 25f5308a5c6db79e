//! Bars over time, stacked or side by side.

use maud::{Markup, html};

use super::place;
use crate::chart::figure::{Line, OverTime, Period};
use crate::chart::frame::Frame;
use crate::chart::options::Options;
use crate::chart::palette;

/// How the bars of a bucket stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrangement {
    /// On top of each other.
    Stacked,
    /// Side by side.
    SideBySide,
}

/// The share of a band that its bars fill.
const FILLED: f64 = 0.78;

/// The widest bar, in pixels.
const WIDEST: f64 = 64.0;

/// Returns a chart of bars. Stacks go up from 0 for positive values and down for negative ones.
pub fn draw(chart: &OverTime, options: &Options, arrangement: Arrangement) -> Markup {
    let groups = groups_of(chart, arrangement);
    let (mut low, mut high) = (0.0_f64, 0.0_f64);
    for group in &groups {
        for bucket in 0..chart.labels.len() {
            let values = || group.iter().filter_map(|line| line.values.get(bucket).copied());
            low = low.min(values().filter(|value| *value < 0.0).sum());
            high = high.max(values().filter(|value| *value > 0.0).sum());
        }
    }
    let frame = Frame::new(chart, options, low, high);
    let room = (frame.x.step() * FILLED).min(WIDEST * groups.len() as f64);
    let width = room / groups.len().max(1) as f64;
    html! {
        (frame.around)
        @for (place_in_band, group) in groups.iter().enumerate() {
            (draw_group(group, &frame, width, (place_in_band as f64) * width - room / 2.0))
        }
    }
}

/// Returns the series that stand in one place of a band: all of a period when stacked, each alone otherwise.
fn groups_of(chart: &OverTime, arrangement: Arrangement) -> Vec<Vec<&Line>> {
    if arrangement == Arrangement::SideBySide {
        return chart.series.iter().map(|line| vec![line]).collect();
    }
    let of = |period: Period| chart.series.iter().filter(|line| line.period == period).collect::<Vec<_>>();
    [of(Period::Previous), of(Period::Current)].into_iter().filter(|group| !group.is_empty()).collect()
}

fn draw_group(group: &[&Line], frame: &Frame, width: f64, offset: f64) -> Markup {
    let mut tops = vec![0.0; frame.x.count];
    let mut bottoms = vec![0.0; frame.x.count];
    html! {
        @for line in group {
            g class=(palette::class_of(line.colour)) opacity=[(line.period == Period::Previous).then_some("0.45")] {
                @for (bucket, value) in line.values.iter().enumerate().take(frame.x.count).filter(|(_, value)| **value != 0.0) {
                    @let start = stack(if *value > 0.0 { &mut tops } else { &mut bottoms }, bucket, *value);
                    @let (y1, y2) = (frame.y.at(start), frame.y.at(start + value));
                    rect class="mark" x=(place(frame.x.middle(bucket) + offset)) y=(place(y1.min(y2))) width=(place((width - 1.0).max(0.6)))
                        height=(place((y1 - y2).abs())) {}
                }
            }
        }
    }
}

/// Returns where a value starts on the stack of its bucket, which grows by it.
fn stack(ends: &mut [f64], bucket: usize, value: f64) -> f64 {
    let start = ends[bucket];
    ends[bucket] += value;
    start
}
