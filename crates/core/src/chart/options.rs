//! How a drawing is wanted.

use serde_json::Value;

use crate::error::Error;
use crate::query::reader::{Node, choices};

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
    /// Returns the options that `{width, height, theme, title}` asks for; what is not given has its default.
    ///
    /// # Errors
    /// Refuses fields of the wrong type and unknown themes.
    pub fn from_json(document: &Value) -> Result<Options, Error> {
        let Value::Object(_) = document else { return Ok(Options::default()) };
        let root = Node::root(document);
        let fields = root.fields()?;
        let usual = Options::default();
        let size = |name: &'static str, usual: u32| -> Result<u32, Error> {
            Ok(fields.number(name)?.map_or(usual, |size| size.clamp(0.0, f64::from(u32::MAX)) as u32))
        };
        let sized = Options::sized(size("width", usual.width)?, size("height", usual.height)?);
        Ok(Options { theme: fields.choice("theme")?.unwrap_or(usual.theme), title: fields.text("title")?, ..sized })
    }

    /// The least and the greatest width and height, in CSS pixels.
    pub const SIZES: std::ops::RangeInclusive<u32> = 120..=4096;

    /// Returns the options of a drawing of that size, cut to what can be drawn.
    pub fn sized(width: u32, height: u32) -> Options {
        let cut = |size: u32| size.clamp(*Self::SIZES.start(), *Self::SIZES.end());
        Options { width: cut(width), height: cut(height), ..Options::default() }
    }
}

impl Default for Options {
    fn default() -> Self {
        Options { width: 800, height: 400, theme: Theme::Auto, title: None }
    }
}
