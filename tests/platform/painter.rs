//! The painter, in this process.

use oriel::platform::{Failure, Painter, PictureSize};

use super::{Memory, Part};

impl Painter for Memory {
    async fn paint(&self, drawing: &str, size: PictureSize) -> Result<Vec<u8>, Failure> {
        self.reach(Part::Painter).await?;
        self.painted.set(self.painted.get() + 1);
        oriel_painter::paint(drawing, size.width, size.height).map_err(|error| Failure::malformed(error.to_string()))
    }
}
