//! `.png`: the drawing of a view as a picture, painted once for each answer, size and theme (spec/api 5.6).
//!
//! `.png` alone is the preview that programs show which unfold links (ogp.me); `.png?width=640&height=320&theme=dark&locale=de`
//! is another size.

use std::ops::RangeInclusive;

use super::content::Content;
use super::{digest, drawing, visitor};
use crate::error::Error;
use crate::platform::{Entry, Failure, Keep, Key, Painter, PictureSize, Platform, Rate, Response};
use crate::serve::auth::throttle;
use crate::serve::exchange::Exchange;
use crate::serve::parameters::Parameters;
use crate::serve::stored::sharing::Link;
use crate::share::settings::Shown;

/// The size of previews.
pub(super) const PREVIEW: PictureSize = PictureSize { width: 1200, height: 630 };

/// The least and the greatest width and height of a picture, in pixels.
const SIZES: RangeInclusive<u32> = 120..=2400;

/// From this size on two pixels stand for one of the drawing's: smaller ones would be too fine to read.
const DENSE: PictureSize = PictureSize { width: 1000, height: 400 };

/// A file of the web app: what stands for a picture that cannot be painted now.
const PLACEHOLDER: &str = "/preview.png";

/// Raised when the painter paints the same drawing otherwise: pictures of before are not shown again.
const PAINTER: &[u8] = b"painter 1";

/// Answers with the picture of an insight, or of the first one of a dashboard; with the way to a placeholder while there is
/// no painter, and for who has too many painted.
///
/// # Errors
///
/// Refuses sizes that cannot be painted, and as [`drawing::options`] does.
pub(super) async fn respond<P: Platform>(
    exchange: &Exchange<'_, P>,
    link: &Link,
    content: &Content,
    shown: &Shown,
) -> Result<Response, Error> {
    let size = size(&exchange.parameters)?;
    let scale = if size.width >= DENSE.width && size.height >= DENSE.height { 2 } else { 1 };
    let options = drawing::options(&exchange.parameters, shown)?.with_size(size.width / scale, size.height / scale);
    // There may be nothing to draw yet.
    let Some(drawing) = content.svg(options) else { return Ok(placeholder(exchange)) };
    match painted(exchange, link, &drawing, size).await {
        Ok(picture) => Ok(Response::new(200).with_body("image/png", picture)),
        Err(failure) => {
            exchange.platform.log(&failure.to_string());
            Ok(placeholder(exchange))
        }
    }
}

fn placeholder<P: Platform>(exchange: &Exchange<'_, P>) -> Response {
    let placeholder = Response::new(302).with_header("location", exchange.address(PLACEHOLDER));
    placeholder.with_header("cache-control", "no-store")
}

/// Returns the picture of a drawing: the kept one, or a new one, which is kept.
async fn painted<P: Platform>(
    exchange: &Exchange<'_, P>,
    link: &Link,
    drawing: &str,
    size: PictureSize,
) -> Result<Vec<u8>, Failure> {
    let platform = exchange.platform;
    let (width, height) = (size.width.to_be_bytes(), size.height.to_be_bytes());
    let key = Key::Picture(digest(&[PAINTER, &width, &height, drawing.as_bytes()]));
    if let Some(kept) = platform.keep().get(&key).await.unwrap_or_default() {
        return Ok(kept.bytes);
    }
    throttle(exchange, visitor(exchange, link), Rate::Pictures)
        .map_err(|error| Failure::unavailable(error.detail().to_owned()))?;
    let picture = platform.painter().paint(drawing, size).await?;
    let entry = Entry { bytes: picture.clone(), metadata: None };
    if let Err(failure) = platform.keep().put(&key, entry).await {
        platform.log(&failure.to_string());
    }
    Ok(picture)
}

fn size(parameters: &Parameters) -> Result<PictureSize, Error> {
    let side = |name: &'static str, usual: u32| match parameters.filled(name) {
        None => Ok(usual),
        Some(given) => given.parse().ok().filter(|side| SIZES.contains(side)).ok_or_else(|| {
            let (least, most) = (SIZES.start(), SIZES.end());
            Error::invalid(format!("{name} must be a whole number of pixels from {least} to {most}.")).at(name)
        }),
    };
    Ok(PictureSize { width: side("width", PREVIEW.width)?, height: side("height", PREVIEW.height)? })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;

    #[test]
    fn a_picture_is_a_preview_unless_a_size_is_asked_for() {
        let asked = |query: &str| size(&Parameters::parse(query));
        assert_eq!(asked("theme=dark").unwrap(), PREVIEW);
        assert_eq!(asked("width=120&height=2400").unwrap(), PictureSize { width: 120, height: 2400 });
        for (name, wrong) in
            [("width", "119"), ("width", "2401"), ("height", "640.5"), ("height", "-1"), ("width", "x")]
        {
            let refusal = asked(&format!("{name}={wrong}")).unwrap_err();
            assert_eq!(refusal.attribute(), Some(name));
            assert!(refusal.detail().contains("120 to 2400"), "{refusal}");
        }
    }
}
