//! How a drawing is wanted.

use crate::query::reader::choices;

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
