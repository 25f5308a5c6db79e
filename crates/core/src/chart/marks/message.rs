//! The drawing of no data, and of no answer.

use crate::chart::options::Options;
use crate::chart::svg::Svg;
use crate::chart::text;

/// The size of the sentence.
const SIZE: f64 = 12.0;

/// The most lines of a sentence.
const MOST_LINES: usize = 4;

/// Draws a heading with a sentence below it, in the middle of an empty drawing.
pub fn draw(svg: &mut Svg, heading: &str, sentence: &str, options: &Options) {
    let (width, height) = options.size();
    let (x, y) = (width / 2.0, height / 2.0);
    svg.with("font-size", "15").text("strong mid", x, y - 6.0, heading);
    for (index, line) in text::lines(sentence, SIZE, width - 40.0, MOST_LINES).iter().enumerate() {
        svg.text("quiet mid", x, y + 18.0 + index as f64 * 17.0, line);
    }
}
