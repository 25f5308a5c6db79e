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
    for (index, line) in lines(sentence, width - 40.0).iter().enumerate() {
        svg.text("quiet mid", x, y + 18.0 + index as f64 * 17.0, line);
    }
}

/// Returns a sentence in lines that fit a width; the last one is cut where they are too many.
fn lines(sentence: &str, room: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in sentence.split_whitespace() {
        match lines.last_mut() {
            Some(line) if lines_fit(line, word, room) => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    if lines.len() > MOST_LINES {
        let rest = lines.split_off(MOST_LINES - 1).join(" ");
        lines.push(rest);
    }
    lines.iter().map(|line| text::cut(line, SIZE, room)).collect()
}

fn lines_fit(line: &str, word: &str, room: f64) -> bool {
    text::width(line, SIZE) + text::width(word, SIZE) + 5.0 <= room
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_sentence_is_broken_and_cut() {
        let broken = lines(&"word ".repeat(100), 120.0);
        assert_eq!(broken.len(), MOST_LINES);
        assert!(broken.iter().all(|line| text::width(line, SIZE) <= 120.0));
        assert!(broken[3].ends_with('…'));
    }
}
