//! Chart: an answer, drawn. Sees the query's presentation and the answer, and nothing else.
//!
//! Answer → [`figure::Figure`] (what there is to draw, in words and numbers) → scales → marks (one a file) → SVG.
//! Text is escaped by the library that writes the markup. Every drawing has a title and a description, and the same
//! figure is also given as an HTML table ([`table`]), so that nothing is told by the picture alone.

pub mod axis;
pub mod figure;
pub mod format;
pub mod frame;
pub mod legend;
pub mod locale;
pub mod marks;
pub mod months;
pub mod options;
pub mod palette;
pub mod presentation;
pub mod scale;
pub mod style;
pub mod svg;
pub mod table;
pub mod text;

#[cfg(test)]
mod tests;

use crate::answer::Answer;
use crate::query::Query;
use figure::{Figure, Shape};
use marks::line::Fill;
use options::{Heading, Options};
use svg::Svg;

/// Returns the answer to a query as an SVG document.
pub fn render(query: &Query, answer: &Answer, options: &Options) -> String {
    render_figure(&Figure::new(query, answer, options.reader), options)
}

/// Returns a figure as an SVG document.
pub fn render_figure(figure: &Figure, options: &Options) -> String {
    let (width, height) = (options.width.to_string(), options.height.to_string());
    let title = options.title.as_deref().unwrap_or(&figure.title);
    let mut svg = Svg::default();
    // The name is an attribute too: several drawings in a page cannot share the identifiers that would point to it.
    svg.with("xmlns", "http://www.w3.org/2000/svg").with("role", "img").with("aria-label", title);
    svg.with("width", &width).with("height", &height).with("viewBox", &format!("0 0 {width} {height}"));
    svg.element("svg", &["oriel ", style::class(options.theme)].concat(), |svg| {
        svg.element("title", "", |svg| svg.words(title));
        svg.element("desc", "", |svg| svg.words(&figure.description));
        svg.element("style", "", |svg| svg.markup(&style::sheet(options.theme)));
        svg.rect("paper", 0.0, 0.0, f64::from(options.width), f64::from(options.height));
        match options.heading {
            Heading::Hidden => draw(svg, &figure.shape, options),
            Heading::Shown => draw_below_heading(svg, &figure.shape, options, title),
        }
    });
    svg.into_string()
}

/// The room of the heading above a chart that stands alone.
const HEADING: u32 = 30;

fn draw_below_heading(svg: &mut Svg, shape: &Shape, options: &Options, title: &str) {
    let room = f64::from(options.width) - 2.0 * frame::MARGIN;
    let words = text::cut(title, 17.0, room);
    svg.with("font-size", "16").aside(|svg| svg.text("strong", frame::MARGIN, 27.0, &words));
    let options = Options { height: options.height - HEADING, ..options.clone() };
    svg.with("transform", &format!("translate(0 {HEADING})")).group("", |svg| draw(svg, shape, &options));
}

fn draw(svg: &mut Svg, shape: &Shape, options: &Options) {
    match shape {
        Shape::Lines(chart) => marks::line::draw(svg, chart, options, Fill::None),
        Shape::Areas(chart) => marks::line::draw(svg, chart, options, Fill::Stacked),
        Shape::Bars(chart, arrangement) => marks::bar::draw(svg, chart, options, *arrangement),
        Shape::Slope(chart) => marks::slope::draw(svg, chart, options),
        Shape::Boxes(boxes) => marks::boxes::draw(svg, boxes, options),
        Shape::Ranking(ranking) => marks::bar_value::draw(svg, ranking, options),
        Shape::Pie(ranking) => marks::pie::draw(svg, ranking, options),
        Shape::Map(ranking) => marks::map::draw(svg, ranking, options),
        Shape::Number(number) => marks::number::draw(svg, number, options),
        Shape::Funnel(funnel) => marks::funnel::draw(svg, funnel, options),
        Shape::Cohorts(cohorts) => marks::retention::draw(svg, cohorts, options),
        Shape::Grid(grid) => marks::grid::draw(svg, grid, options),
        Shape::Flow(flow) => marks::flow::draw(svg, flow, options),
        Shape::Odds(odds) => marks::correlation::draw(svg, odds, options),
        Shape::Table(table) => marks::table::draw(svg, table, options),
        Shape::Nothing => {
            marks::message::draw(svg, "No data", "There are no matching events in this range.", options);
        }
        Shape::Failure(reason) => marks::message::draw(svg, "This chart could not be drawn", reason, options),
    }
}
