//! The painter: a drawing of the core's in, a picture out.
//!
//! Drawing (SVG) → [`flat`] (custom properties replaced by colours) → shapes, texts as outlines of Inter → pixels → PNG.
//! A Worker of its own, so that the one that answers stays small and only pictures wait for it; natively a library.

mod flat;
mod fonts;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;

/// No picture has more pixels: 23 MB while it is painted.
pub const MOST_PIXELS: u32 = 2400 * 2400;

/// Says why a drawing was not painted.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// It is no SVG.
    #[error("no drawing: {0}")]
    NoDrawing(#[from] resvg::usvg::Error),
    /// Its pixels would be none, or too many.
    #[error("a picture of {width} by {height} pixels; it may have 1 to {MOST_PIXELS}")]
    Size {
        /// The width in pixels.
        width: u32,
        /// The height in pixels.
        height: u32,
    },
    /// What was painted could not be written.
    #[error("no PNG: {0}")]
    NoPng(String),
}

/// Returns a drawing, stretched to so many pixels, as a PNG; in its light colours unless it was drawn dark.
///
/// # Errors
/// As [`Refusal`] says.
pub fn paint(drawing: &str, width: u32, height: u32) -> Result<Vec<u8>, Refusal> {
    let refusal = || Refusal::Size { width, height };
    if width.checked_mul(height).is_none_or(|pixels| pixels > MOST_PIXELS) {
        return Err(refusal());
    }
    let mut pixels = Pixmap::new(width, height).ok_or_else(refusal)?;
    let options = Options { fontdb: fonts::database(), ..Options::default() };
    let tree = Tree::from_str(&flat::drawing(drawing), &options)?;
    let stretch = Transform::from_scale(width as f32 / tree.size().width(), height as f32 / tree.size().height());
    resvg::render(&tree, stretch, &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| Refusal::NoPng(error.to_string()))
}

/// [`paint`] for the Worker's entry (`entry.js`).
///
/// # Errors
/// As [`paint`].
#[wasm_bindgen(js_name = paint)]
pub fn paint_for_entry(drawing: &str, width: u32, height: u32) -> Result<Vec<u8>, JsError> {
    paint(drawing, width, height).map_err(JsError::from)
}
