//! How a drawing is wanted, and who reads it.

use serde_json::Value;

use super::locale::Separators;
use crate::error::Error;
use crate::query::reader::{Node, choices};
use crate::time::Timestamp;

/// How a drawing is wanted.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// Its width in CSS pixels.
    pub width: u32,
    /// Its height in CSS pixels.
    pub height: u32,
    /// Its colours.
    pub theme: Theme,
    /// Its title, in the place of the one made from the query.
    pub title: Option<String>,
    /// Whether the title is drawn too.
    pub heading: Heading,
    /// Who reads it, and when.
    pub reader: Reader,
}

/// Who reads a chart, and when.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Reader {
    /// How the reader's numbers are written.
    pub separators: Separators,
    /// The moment of the answer: what ends later is not over yet. `None` holds everything to be over.
    pub now: Option<Timestamp>,
}

/// Whether the title is drawn above the chart; its name for screen readers it is always.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Heading {
    /// It is not: the page around has it.
    #[default]
    Hidden,
    /// It is: the drawing stands alone.
    Shown,
}

choices! {
    /// The colours of a drawing.
    pub enum Theme {
        /// As the reader's system prefers.
        Auto = "auto" | "system",
        /// Dark on light.
        Light = "light",
        /// Light on dark.
        Dark = "dark",
    }
}

impl Options {
    /// Returns the options that `{width, height, theme, title, heading, locale, now}` asks for; what is not given
    /// has its default. `now` is an ISO text or a number of milliseconds since the epoch.
    ///
    /// # Errors
    /// Refuses fields of the wrong type, unknown themes and a `now` that is no moment.
    pub fn from_json(document: &Value) -> Result<Options, Error> {
        let Value::Object(_) = document else { return Ok(Options::default()) };
        let root = Node::root(document);
        let fields = root.fields()?;
        let usual = Options::default();
        let size = |name: &'static str, usual: u32| -> Result<u32, Error> {
            Ok(fields.number(name)?.map_or(usual, |size| size.clamp(0.0, f64::from(u32::MAX)) as u32))
        };
        let now = fields.optional("now", |node| match node.value() {
            Value::String(text) => Timestamp::parse(text).map_err(|error| node.refuse(error.detail())),
            _ => Ok(Timestamp::from_millis(node.number()? as i64)),
        })?;
        let separators = fields.text("locale")?.map(|locale| Separators::of(&locale)).unwrap_or_default();
        Ok(Options {
            theme: fields.choice("theme")?.unwrap_or(usual.theme),
            title: fields.text("title")?,
            heading: if fields.flag("heading")? { Heading::Shown } else { Heading::Hidden },
            reader: Reader { separators, now },
            ..Options::sized(size("width", usual.width)?, size("height", usual.height)?)
        })
    }

    /// The least and the greatest width and height, in CSS pixels.
    pub const SIZES: std::ops::RangeInclusive<u32> = 120..=4096;

    /// Returns the options of a drawing of that size, cut to what can be drawn.
    pub fn sized(width: u32, height: u32) -> Options {
        let cut = |size: u32| size.clamp(*Self::SIZES.start(), *Self::SIZES.end());
        Options { width: cut(width), height: cut(height), ..Options::default() }
    }

    /// Returns the same options for a drawing of another size, cut to what can be drawn.
    #[must_use]
    pub fn with_size(self, width: u32, height: u32) -> Options {
        let Options { width, height, .. } = Options::sized(width, height);
        Options { width, height, ..self }
    }

    /// Returns the width and the height in pixels.
    pub fn size(&self) -> (f64, f64) {
        (f64::from(self.width), f64::from(self.height))
    }
}

impl Default for Options {
    fn default() -> Self {
        Options {
            width: 800,
            height: 400,
            theme: Theme::Auto,
            title: None,
            heading: Heading::Hidden,
            reader: Reader::default(),
        }
    }
}
