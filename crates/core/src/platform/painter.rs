//! Pictures: made by a host that has letters and a rasteriser.

use super::Failure;

/// Makes pictures of drawings.
pub trait Painter {
    /// Returns a drawing (SVG) as a PNG of so many pixels.
    ///
    /// # Errors
    ///
    /// `Unavailable` when the painter cannot be reached, `Malformed` when it refuses the drawing.
    async fn paint(&self, drawing: &str, size: PictureSize) -> Result<Vec<u8>, Failure>;
}

/// Holds how large a picture is, in pixels.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct PictureSize {
    /// The width.
    pub width: u32,
    /// The height.
    pub height: u32,
}
