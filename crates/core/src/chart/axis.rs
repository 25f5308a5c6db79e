//! Axes: grid lines with their values, and the labels of buckets.

use super::format::ValueFormat;
use super::frame::TEXT_SIZE;
use super::scale::{Bands, Scale};
use super::svg::Svg;
use super::text;

/// The least gap between two labels, in pixels.
pub const LABEL_GAP: f64 = 14.0;

/// Returns what the ticks of a value axis are called: short, as long as no two become the same.
pub fn tick_names(ticks: &[f64], format: &ValueFormat) -> Vec<String> {
    let short: Vec<String> = ticks.iter().map(|tick| format.short(*tick)).collect();
    let distinct = short.windows(2).all(|pair| pair[0] != pair[1]);
    if distinct { short } else { ticks.iter().map(|tick| format.full(*tick)).collect() }
}

/// Draws the grid of a value axis, its values to the left.
pub fn values(svg: &mut Svg, scale: &Scale, ticks: &[f64], names: &[String], left: f64, right: f64) {
    svg.aside(|svg| {
        for (tick, name) in ticks.iter().zip(names) {
            let y = scale.at(*tick);
            svg.line(if *tick == 0.0 { "base" } else { "grid" }, (left, y), (right, y));
            svg.text("quiet end", left - 8.0, y + 4.0, name);
        }
    });
}

/// Draws the labels of buckets below an axis: as many as fit left of an edge, evenly chosen from the last one back.
pub fn buckets(svg: &mut Svg, bands: &Bands, labels: &[String], bottom: f64, edge: f64) {
    svg.aside(|svg| {
        for (middle, label) in fitting(bands, labels, edge) {
            svg.text("quiet mid", middle, bottom + 18.0, label);
        }
    });
}

/// Returns the labels that fit with the middle of each. The outermost are moved inwards rather than over the edge.
fn fitting<'a>(bands: &Bands, labels: &'a [String], edge: f64) -> Vec<(f64, &'a str)> {
    let named: Vec<(usize, &String)> = labels.iter().enumerate().filter(|(_, label)| !label.is_empty()).collect();
    let widest = named.iter().map(|(_, label)| text::width(label, TEXT_SIZE)).fold(0.0, f64::max);
    let distance = bands.step() * labels.len() as f64 / named.len().max(1) as f64;
    let every = ((widest + LABEL_GAP) / distance.max(0.01)).ceil().max(1.0) as usize;
    // Among times of day the dates are kept.
    let dates = named.iter().rposition(|(_, label)| !label.contains(':'));
    let kept = dates.unwrap_or(named.len().saturating_sub(1)) % every;
    let mut placed = Vec::new();
    let mut room_ends = f64::INFINITY;
    for (_, (index, label)) in named.into_iter().enumerate().rev().filter(|(place, _)| place % every == kept) {
        let half = text::width(label, TEXT_SIZE) / 2.0;
        let middle = bands.middle(index).min(edge - half).max(half + 2.0);
        if middle + half + LABEL_GAP <= room_ends {
            placed.push((middle, label.as_str()));
            room_ends = middle - half;
        }
    }
    placed
}

/// Returns labels of buckets as an axis writes them: `4-Mar-2024` is `4 Mar` as long as the year does not change.
///
/// Of hours those are named that divide the day evenly, a midnight with its date; of more than three days the midnights
/// alone. The others are empty.
pub fn short_labels(labels: &[String]) -> Vec<String> {
    let Some(moments) = labels.iter().map(|label| Moment::parse(label)).collect::<Option<Vec<Moment<'_>>>>() else {
        return labels.to_vec();
    };
    let midnights = moments.iter().filter(|moment| moment.time.is_some_and(is_midnight)).count();
    let hours = if moments.len() > 26 { 6 } else { 3 };
    let years = moments.windows(2).any(|pair| pair[0].year != pair[1].year);
    let short = |moment: &Moment<'_>| match moment.time {
        Some(time) if !is_midnight(time) => {
            let divides = |hour: u32| hour.is_multiple_of(hours) && time.ends_with(":00");
            let is_named = moments.len() <= 12 || time.get(..2).and_then(|hour| hour.parse().ok()).is_some_and(divides);
            if midnights <= 3 && is_named { time.to_owned() } else { String::new() }
        }
        _ if years => [moment.day, " ", moment.month, " ", moment.year].concat(),
        _ => [moment.day, " ", moment.month].concat(),
    };
    moments.iter().map(short).collect()
}

fn is_midnight(time: &str) -> bool {
    time.starts_with("00:00")
}

/// The parts of a label such as `4-Mar-2024 13:00`.
struct Moment<'a> {
    day: &'a str,
    month: &'a str,
    year: &'a str,
    time: Option<&'a str>,
}

impl Moment<'_> {
    fn parse(label: &str) -> Option<Moment<'_>> {
        let (date, time) = label.split_once(' ').map_or((label, None), |(date, time)| (date, Some(time)));
        let (day, rest) = date.split_once('-')?;
        let (month, year) = rest.split_once('-')?;
        (day.len() <= 2 && month.len() == 3 && year.len() == 4).then_some(Moment { day, month, year, time })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_never_overlap() {
        let labels: Vec<String> = (1..=97).map(|day| format!("{day}-January-2024")).collect();
        for width in [80.0, 200.0, 333.0, 1200.0] {
            let bands = Bands { count: labels.len(), range: (40.0, 40.0 + width) };
            let placed = fitting(&bands, &labels, 48.0 + width);
            assert!(!placed.is_empty());
            for pair in placed.windows(2) {
                let halves = (text::width(pair[0].1, TEXT_SIZE) + text::width(pair[1].1, TEXT_SIZE)) / 2.0;
                assert!(pair[0].0 - pair[1].0 >= halves);
            }
        }
    }

    #[test]
    fn labels_say_no_more_than_they_need_to() {
        let short = |labels: &[&str]| short_labels(&labels.iter().map(|label| (*label).to_owned()).collect::<Vec<_>>());
        assert_eq!(short(&["4-Mar-2024", "5-Mar-2024"]), ["4 Mar", "5 Mar"]);
        assert_eq!(short(&["31-Dec-2023", "1-Jan-2024"]), ["31 Dec 2023", "1 Jan 2024"]);
        assert_eq!(short(&["4-Mar-2024 23:00", "5-Mar-2024 00:00"]), ["23:00", "5 Mar"]);
        assert_eq!(short(&["Mar 2024", "8–14 Jun"]), ["Mar 2024", "8–14 Jun"]);
    }
}
