//! Writes SVG: elements that close themselves, coordinates to a tenth of a pixel, texts escaped.
//!
//! What is called hundreds of times is never inlined: each call costs a few bytes of wasm then, instead of a hundred.

use maud::Render;

/// An SVG that is being written.
#[derive(Debug, Default)]
pub struct Svg {
    text: String,
    /// The attributes of the element that comes next.
    attributes: String,
}

impl Svg {
    /// Returns what was written.
    pub fn into_string(self) -> String {
        self.text
    }

    /// Gives the element that comes next one more attribute.
    #[inline(never)]
    pub fn with(&mut self, name: &str, value: &str) -> &mut Svg {
        push_attribute(&mut self.attributes, name, value);
        self
    }

    /// Gives the element that comes next one more attribute, a length.
    #[inline(never)]
    pub fn with_length(&mut self, name: &str, length: f64) -> &mut Svg {
        self.with(name, &place(length))
    }

    /// Says what the element that comes next stands for: what a reader who points at it, or moves to it, is told.
    ///
    /// `docs/embed.md` has these attributes: `data-label` marks the element, `data-value` holds its figures.
    #[inline(never)]
    pub fn telling(&mut self, label: &str, value: &str) -> &mut Svg {
        self.with("data-label", label).with("data-value", value)
    }

    /// Writes an element with what it contains.
    pub fn element(&mut self, name: &str, class: &str, draw: impl FnOnce(&mut Svg)) {
        self.start(name, class);
        draw(self);
        self.end(name);
    }

    /// Writes a group of elements.
    pub fn group(&mut self, class: &str, draw: impl FnOnce(&mut Svg)) {
        self.element("g", class, draw);
    }

    /// Writes a group that tells nothing that the chart's table does not tell: axes, grids, legends.
    pub fn aside(&mut self, draw: impl FnOnce(&mut Svg)) {
        self.with("aria-hidden", "true").group("", draw);
    }

    /// Writes a rectangle from its left upper corner on.
    #[inline(never)]
    pub fn rect(&mut self, class: &str, left: f64, top: f64, width: f64, height: f64) {
        self.shape("rect", class, &[("x", left), ("y", top), ("width", width.max(0.0)), ("height", height.max(0.0))]);
    }

    /// Writes a straight line.
    #[inline(never)]
    pub fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        self.shape("line", class, &[("x1", from.0), ("y1", from.1), ("x2", to.0), ("y2", to.1)]);
    }

    /// Writes a circle.
    #[inline(never)]
    pub fn circle(&mut self, class: &str, centre: (f64, f64), radius: f64) {
        self.shape("circle", class, &[("cx", centre.0), ("cy", centre.1), ("r", radius)]);
    }

    /// Writes a path.
    #[inline(never)]
    pub fn path(&mut self, class: &str, path: &Path) {
        self.with("d", &path.0).shape("path", class, &[]);
    }

    /// Writes a line of text, its base line at a point. The class says on which side of the point it stands.
    #[inline(never)]
    pub fn text(&mut self, class: &str, x: f64, y: f64, text: &str) {
        self.with_length("x", x).with_length("y", y).start("text", class);
        self.words(text);
        self.end("text");
    }

    /// Writes words into the element that is open.
    #[inline(never)]
    pub fn words(&mut self, text: &str) {
        text.render_to(&mut self.text);
    }

    /// Writes what is markup already into the element that is open.
    #[inline(never)]
    pub fn markup(&mut self, markup: &str) {
        self.text.push_str(markup);
    }

    #[inline(never)]
    fn shape(&mut self, name: &str, class: &str, lengths: &[(&str, f64)]) {
        for (name, length) in lengths {
            self.with_length(name, *length);
        }
        self.open(name, class);
        self.text.push_str("/>");
    }

    #[inline(never)]
    fn start(&mut self, name: &str, class: &str) {
        self.open(name, class);
        self.text.push('>');
    }

    #[inline(never)]
    fn end(&mut self, name: &str) {
        self.text.push_str("</");
        self.text.push_str(name);
        self.text.push('>');
    }

    #[inline(never)]
    fn open(&mut self, name: &str, class: &str) {
        self.text.push('<');
        self.text.push_str(name);
        if !class.is_empty() {
            push_attribute(&mut self.text, "class", class);
        }
        self.text.push_str(&std::mem::take(&mut self.attributes));
    }
}

#[inline(never)]
fn push_attribute(text: &mut String, name: &str, value: &str) {
    text.push(' ');
    text.push_str(name);
    text.push_str("=\"");
    value.render_to(text);
    text.push('"');
}

/// Returns a length to a tenth of a pixel, the finest that shows.
#[inline(never)]
pub fn place(length: f64) -> String {
    crate::number::number_text((length * 10.0).round() / 10.0)
}

/// The outline of a shape, or the course of a line.
#[derive(Clone, Debug, Default)]
pub struct Path(String);

impl Path {
    /// Returns the straight lines through points, none for none.
    pub fn through(points: impl IntoIterator<Item = (f64, f64)>) -> Path {
        let mut path = Path::default();
        for point in points {
            path.push(if path.0.is_empty() { "M" } else { "L" }, &[point]);
        }
        path
    }

    /// Adds a command with its points.
    #[inline(never)]
    pub fn push(&mut self, command: &str, points: &[(f64, f64)]) {
        self.0.push_str(command);
        for (index, (x, y)) in points.iter().enumerate() {
            if index > 0 {
                self.0.push(' ');
            }
            self.0.push_str(&place(*x));
            self.0.push(' ');
            self.0.push_str(&place(*y));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_close_themselves_and_texts_are_escaped() {
        let mut svg = Svg::default();
        svg.telling("a \"b\"", "1 < 2").group("c0", |svg| {
            svg.rect("mark", 0.04, 1.26, -1.0, 2.0);
            svg.text("end", 1.0, 2.0, "<b>");
        });
        assert_eq!(
            svg.into_string(),
            "<g class=\"c0\" data-label=\"a &quot;b&quot;\" data-value=\"1 &lt; 2\">\
             <rect class=\"mark\" x=\"0\" y=\"1.3\" width=\"0\" height=\"2\"/>\
             <text class=\"end\" x=\"1\" y=\"2\">&lt;b&gt;</text></g>"
        );
    }
}
