//! Pictures, by the second Worker (`crates/painter`).

use oriel::platform::{Failure, Painter, PictureSize};
use worker::{Env, Fetcher, Method, RequestInit};

use super::unavailable;

/// The service `PAINTER`, where one is bound.
pub(crate) struct Service(Option<Fetcher>);

impl Service {
    /// Returns the service that is bound.
    pub(super) fn new(env: &Env) -> Self {
        Self(env.service("PAINTER").ok())
    }
}

impl Painter for Service {
    async fn paint(&self, drawing: &str, size: PictureSize) -> Result<Vec<u8>, Failure> {
        let service = self.0.as_ref().ok_or_else(|| Failure::unavailable("no painter is bound"))?;
        let mut init = RequestInit::new();
        init.with_method(Method::Post).with_body(Some(drawing.into()));
        let address = format!("https://painter/?width={}&height={}", size.width, size.height);
        let mut answer = service.fetch(address, Some(init)).await.map_err(unavailable)?;
        if answer.status_code() == 200 {
            return answer.bytes().await.map_err(unavailable);
        }
        let reason = answer.text().await.map_err(unavailable)?;
        Err(Failure::malformed(format!("the painter refused a drawing: {reason}")))
    }
}
