//! Lines over time, with or without the areas below them.

use crate::chart::figure::over_time::{Line, OverTime, Period};
use crate::chart::frame::{Frame, MARGIN, Names, Span, Standing, TEXT_SIZE, span};
use crate::chart::options::Options;
use crate::chart::palette;
use crate::chart::presentation::{Axes, Heights, Naming, Trend, Values};
use crate::chart::scale::Progression;
use crate::chart::svg::{Path, Svg};
use crate::chart::text;

use super::values::{self, NAME_HEIGHT, apart};

/// The most points of a line that each get a dot.
const MOST_DOTS: usize = 16;

/// The most series whose names stand beside their lines, and the least width of a drawing in which they do.
const MOST_NAMED: usize = 7;
const LEAST_WIDTH: f64 = 520.0;

/// Whether the areas below lines are filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fill {
    /// They are not; each line is as high as its values.
    None,
    /// They are, on top of each other.
    Stacked,
}

/// A line with the places of its values, and of what is below them.
struct Course<'a> {
    line: &'a Line,
    points: Vec<(f64, f64)>,
    base: Vec<(f64, f64)>,
}

/// Draws a chart of lines.
pub fn draw(svg: &mut Svg, chart: &OverTime, options: &Options, fill: Fill) {
    let stacked = fill == Fill::Stacked || chart.presentation.heights == Heights::Shares;
    let heights = if stacked { chart.heights() } else { chart.clone() };
    let floors = if stacked { floors(&heights) } else { vec![vec![0.0; heights.labels.len()]; heights.series.len()] };
    let names = names(&heights, options, stacked);
    let frame = Frame::draw(svg, &heights, options, &spans(&heights, &floors), Standing::AtPoints, names);
    let courses: Vec<Course<'_>> =
        heights.series.iter().zip(&floors).map(|(line, floor)| course(line, floor, &frame)).collect();
    // The first series is the one asked about first: it is drawn last, on top.
    for course in courses.iter().rev() {
        draw_course(svg, course, &heights, &frame, stacked);
    }
    if chart.presentation.values == Values::Shown {
        values::draw(
            svg,
            "mid halo",
            courses.iter().flat_map(|course| {
                let figures = course.line.values.iter().map(|value| heights.format.short(*value));
                course.points.iter().zip(figures).map(|((x, y), figure)| (*x, *y - 9.0, figure))
            }),
        );
    }
    frame.draw_goals(svg, &heights);
    if let Names::Beside(room) = names {
        draw_names(svg, &courses, &frame, room);
    }
    frame.draw_hits(svg, chart);
}

/// Returns how high the stack is below each value.
fn floors(chart: &OverTime) -> Vec<Vec<f64>> {
    let mut tops = [vec![0.0; chart.labels.len()], vec![0.0; chart.labels.len()]];
    let below = |line: &Line| {
        let top = &mut tops[usize::from(line.period == Period::Previous)];
        let floor = top.clone();
        top.iter_mut().zip(&line.values).for_each(|(top, value)| *top += value);
        floor
    };
    chart.series.iter().map(below).collect()
}

fn spans(chart: &OverTime, floors: &[Vec<f64>]) -> Vec<Span> {
    let tops =
        |(line, floor): (&Line, &Vec<f64>)| span(line.values.iter().zip(floor).map(|(value, floor)| value + floor));
    let all: Vec<Span> = chart.series.iter().zip(floors).map(tops).collect();
    let count = chart.current().count();
    if chart.presentation.axes == Axes::EachSeries && (2..=4).contains(&count) {
        // The previous period shares the axis of its series.
        let of = |colour: usize| {
            let same = chart.series.iter().zip(&all).filter(move |(line, _)| line.colour == colour);
            same.fold((0.0, 0.0), |one: Span, (_, other)| (one.0.min(other.0), one.1.max(other.1)))
        };
        return (0..count).map(of).collect();
    }
    vec![all.iter().fold((0.0, 0.0), |one, other| (one.0.min(other.0), one.1.max(other.1)))]
}

/// Returns where the names stand: beside the lines, as long as they are few and short and no legend is asked for.
fn names(chart: &OverTime, options: &Options, stacked: bool) -> Names {
    let count = chart.series.len();
    let widest = chart.series.iter().map(|line| text::width(&line.label, TEXT_SIZE)).fold(0.0, f64::max);
    let (width, height) = options.size();
    let fits = (2..=MOST_NAMED).contains(&count)
        && chart.current().count() == count
        && width >= LEAST_WIDTH
        && widest <= width * 0.22
        && height > 60.0 + count as f64 * NAME_HEIGHT
        && chart.labels.len() > 1
        && chart.presentation.axes == Axes::Shared
        && chart.presentation.naming == Naming::WhereItFits
        && !stacked;
    if fits { Names::Beside(widest + 10.0) } else { Names::InLegend }
}

fn course<'a>(line: &'a Line, floor: &[f64], frame: &Frame) -> Course<'a> {
    let scale = frame.scale(line);
    let at = |index: usize, value: f64| (frame.x.middle(index), scale.at(value));
    let points = line.values.iter().zip(floor).enumerate().map(|(index, (value, floor))| at(index, value + floor));
    let base = floor.iter().enumerate().map(|(index, floor)| at(index, *floor));
    Course { line, points: points.collect(), base: base.take(line.values.len()).collect() }
}

fn draw_course(svg: &mut Svg, course: &Course<'_>, chart: &OverTime, frame: &Frame, stacked: bool) {
    let Course { line, points, base } = course;
    let is_previous = line.period == Period::Previous;
    let class = palette::class_of(line.colour) + if is_previous { " previous" } else { "" };
    let dash = palette::dash_of(line.colour);
    let over = chart.complete.clamp(1, points.len().max(1)).min(points.len());
    svg.with("data-series", &line.colour.to_string()).group(&class, |svg| {
        let is_alone = chart.series.len() == 1 && chart.presentation.progression == Progression::Linear;
        if stacked || is_alone {
            let mut outline = Path::through(points.iter().chain(base.iter().rev()).copied());
            outline.push("Z", &[]);
            svg.path(if stacked { "layer" } else { "area" }, &outline);
        }
        if !dash.is_empty() && !is_previous {
            svg.with("stroke-dasharray", dash);
        }
        svg.path("line", &Path::through(points[..over].iter().copied()));
        if over < points.len() && over > 0 {
            svg.path("line open", &Path::through(points[over - 1..].iter().copied()));
        }
        if points.len() <= MOST_DOTS && !is_previous && !stacked {
            for point in points {
                svg.circle("mark", *point, 3.0);
            }
        }
        if !is_previous {
            draw_smooth(svg, course, chart, frame);
        }
    });
}

/// Draws the moving average and the trend of a series, of the buckets that are over.
fn draw_smooth(svg: &mut Svg, course: &Course<'_>, chart: &OverTime, frame: &Frame) {
    let scale = frame.scale(course.line);
    let values = &course.line.values[..chart.complete.min(course.line.values.len())];
    let path = |values: Vec<f64>| {
        Path::through(values.into_iter().enumerate().map(|(index, value)| (frame.x.middle(index), scale.at(value))))
    };
    if let Some(width) = chart.presentation.moving_average.filter(|_| values.len() > 1) {
        svg.path("trend average", &path(moving_average(values, width)));
    }
    if chart.presentation.trend == Trend::Shown && values.len() > 1 {
        svg.path("trend", &path(straight_line(values)));
    }
}

/// Returns the mean of each value and those before it, at most `width` in all.
fn moving_average(values: &[f64], width: usize) -> Vec<f64> {
    let mean = |end: usize| {
        let window = &values[(end + 1).saturating_sub(width)..=end];
        window.iter().sum::<f64>() / window.len() as f64
    };
    (0..values.len()).map(mean).collect()
}

/// Returns the straight line whose squared distances to the values are least.
fn straight_line(values: &[f64]) -> Vec<f64> {
    let count = values.len() as f64;
    let middle = (count - 1.0) / 2.0;
    let mean = values.iter().sum::<f64>() / count;
    let along = values.iter().enumerate().map(|(index, value)| (index as f64 - middle) * (value - mean)).sum::<f64>();
    let spread: f64 = (0..values.len()).map(|index| (index as f64 - middle) * (index as f64 - middle)).sum();
    (0..values.len()).map(|index| mean + along / spread * (index as f64 - middle)).collect()
}

/// Draws the names of series beside the ends of their lines, moved apart where they would overlap.
fn draw_names(svg: &mut Svg, courses: &[Course<'_>], frame: &Frame, room: f64) {
    let current = courses.iter().filter(|course| course.line.period == Period::Current);
    let ends: Vec<(f64, &Line)> = current.filter_map(|course| Some((course.points.last()?.1, course.line))).collect();
    let (top, bottom) = frame.heights;
    let places = apart(ends.iter().map(|(y, _)| *y), top, bottom);
    svg.aside(|svg| {
        for (y, (_, line)) in places.into_iter().zip(ends) {
            svg.with("data-toggle", &line.colour.to_string()).group(&palette::class_of(line.colour), |svg| {
                let name = text::cut(&line.label, TEXT_SIZE, room + MARGIN - 10.0);
                svg.text("mark strong", frame.sides.1 + 6.0, y + 4.0, &name);
            });
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_trend_of_a_straight_line_is_itself() {
        assert_eq!(straight_line(&[1.0, 3.0, 5.0]), [1.0, 3.0, 5.0]);
        assert_eq!(straight_line(&[1.0, 0.0, 1.0, 0.0]).first(), Some(&0.8));
    }

    #[test]
    fn a_moving_average_starts_with_what_there_is() {
        assert_eq!(moving_average(&[2.0, 4.0, 6.0, 8.0], 3), [2.0, 3.0, 4.0, 6.0]);
    }
}
