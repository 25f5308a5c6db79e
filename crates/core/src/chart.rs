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
pub mod marks;
pub mod options;
pub mod palette;
pub mod scale;
pub mod style;
pub mod table;
pub mod text;

#[cfg(test)]
mod tests;

use maud::{Markup, html};

use crate::answer::Answer;
use crate::query::Query;
use figure::{Figure, Shape};
use options::Options;

/// Returns the answer to a query as an SVG document.
pub fn render(query: &Query, answer: &Answer, options: &Options) -> String {
    render_figure(&Figure::new(query, answer), options)
}

/// Returns a figure as an SVG document.
pub fn render_figure(figure: &Figure, options: &Options) -> String {
    let (width, height) = (options.width, options.height);
    let title = options.title.as_deref().unwrap_or(&figure.title);
    let markup = html! {
        svg xmlns="http://www.w3.org/2000/svg" class="oriel" role="img" width=(width) height=(height)
            viewBox={ "0 0 " (width) " " (height) } aria-labelledby="oriel-title oriel-description" {
            title id="oriel-title" { (title) }
            desc id="oriel-description" { (figure.description) }
            style { (maud::PreEscaped(style::sheet(options.theme))) }
            rect class="paper" width="100%" height="100%" {}
            (draw(figure, options))
        }
    };
    markup.into_string()
}

fn draw(figure: &Figure, options: &Options) -> Markup {
    match &figure.shape {
        Shape::Lines(chart) => marks::line::draw(chart, options, marks::line::Fill::None),
        Shape::Areas(chart) => marks::line::draw(chart, options, marks::line::Fill::BelowLine),
        Shape::Bars(chart, arrangement) => marks::bar::draw(chart, options, *arrangement),
        Shape::Ranking(rows) => marks::bar_value::draw(rows, options),
        Shape::Number(number) => marks::number::draw(number, options),
        Shape::Funnel(funnel) => marks::funnel::draw(funnel, options),
        Shape::Cohorts(cohorts) => marks::retention::draw(cohorts, options),
        Shape::Table(table) => marks::table::draw(table, options),
        Shape::Nothing => marks::nothing::draw(options),
    }
}
