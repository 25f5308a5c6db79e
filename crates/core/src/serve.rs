//! The HTTP API: a request in, a response out.

use crate::platform::{Job, Platform, Request, Response};

/// Answers one request.
///
/// A shell calls this for everything that is no static file, sends the response, and then hands
/// each of its [`Job`]s to [`work`].
pub async fn serve<P: Platform>(_platform: &P, request: Request) -> Response {
    match request.path.trim_end_matches('/') {
        "/healthz" => Response::new(200).with_body("application/json", r#"{"status":"ok"}"#),
        _ => Response::new(404),
    }
}

/// Does what a response left behind.
pub async fn work<P: Platform>(_platform: &P, job: Job) {
    match job {
        Job::Calculate { .. } => {}
    }
}
