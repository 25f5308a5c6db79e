//! The one mapping from an [`Error`] to a status and a body (spec/api 7.4).

use serde_json::json;

use crate::error::{Error, ErrorKind};
use crate::platform::Response;

/// Says how a route answers a request that carries no credentials (spec/api 7.1).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Challenge {
    /// 401 with `WWW-Authenticate`.
    Bearer,
    /// 403: the insight endpoints try sessions first, which name no challenge.
    Session,
}

/// Returns the response that refuses a request because of `error`.
pub(crate) fn refusal(error: &Error, challenge: Challenge) -> Response {
    let (status, kind, code) = classify(error.kind(), challenge);
    // What a store or a defect says is for the log.
    let detail = match error.kind() {
        ErrorKind::Internal => "A server error occurred.",
        ErrorKind::Unavailable => "The service is busy. Try again in a moment.",
        _ => error.detail(),
    };
    let body = json!({"type": kind, "code": code, "detail": detail, "attr": error.attribute()}).to_string();
    let response = Response::new(status).with_body("application/json", body);
    match (status, error.kind()) {
        (401, _) => response.with_header("www-authenticate", "Bearer realm=\"api\""),
        (_, ErrorKind::Throttled(seconds)) => response.with_header("retry-after", seconds.to_string()),
        (_, ErrorKind::Crowded) | (503, _) => response.with_header("retry-after", "1"),
        _ => response,
    }
}

fn classify(kind: ErrorKind, challenge: Challenge) -> (u16, &'static str, &'static str) {
    const AUTHENTICATION: &str = "authentication_error";
    const REQUEST: &str = "invalid_request";
    match kind {
        ErrorKind::Invalid(fault) => (400, "validation_error", fault.code()),
        ErrorKind::Parse => (400, REQUEST, "parse_error"),
        ErrorKind::NotAuthenticated => match challenge {
            Challenge::Bearer => (401, AUTHENTICATION, "not_authenticated"),
            Challenge::Session => (403, AUTHENTICATION, "not_authenticated"),
        },
        ErrorKind::AuthenticationFailed => (401, AUTHENTICATION, "authentication_failed"),
        ErrorKind::ShareTokenRefused => (403, AUTHENTICATION, "authentication_failed"),
        ErrorKind::PermissionDenied => (403, AUTHENTICATION, "permission_denied"),
        ErrorKind::NotFound => (404, REQUEST, "not_found"),
        ErrorKind::MethodNotAllowed => (405, REQUEST, "method_not_allowed"),
        ErrorKind::NotAcceptable => (406, REQUEST, "not_acceptable"),
        ErrorKind::Conflict => (409, REQUEST, "conflict"),
        ErrorKind::TooLarge => (413, REQUEST, "too_large"),
        ErrorKind::UnsupportedMediaType => (415, REQUEST, "unsupported_media_type"),
        ErrorKind::Throttled(_) => (429, "throttled_error", "throttled"),
        ErrorKind::Crowded => (429, "throttled_error", "throttled"),
        ErrorKind::Unavailable => (503, "server_error", "error"),
        _ => (500, "server_error", "error"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_defect_is_not_told_to_the_client() {
        let response = refusal(&Error::internal("no such table: insights"), Challenge::Bearer);
        assert_eq!(response.status, 500);
        assert_eq!(
            String::from_utf8_lossy(&response.body),
            r#"{"type":"server_error","code":"error","detail":"A server error occurred.","attr":null}"#
        );
    }

    #[test]
    fn missing_credentials_are_401_with_a_challenge_or_403_without() {
        let error = Error::new(ErrorKind::NotAuthenticated, "");
        let challenged = refusal(&error, Challenge::Bearer);
        assert_eq!(challenged.status, 401);
        assert!(challenged.headers.iter().any(|(name, _)| name == "www-authenticate"));
        assert_eq!(refusal(&error, Challenge::Session).status, 403);
    }
}
