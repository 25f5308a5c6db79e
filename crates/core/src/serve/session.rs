//! `/api/session`: the web application signs in with a personal API key and gets a cookie.

use serde_json::json;

use super::auth::{self, COOKIE};
use super::exchange::{self, Exchange};
use super::method_not_allowed;
use crate::error::Error;
use crate::platform::{Method, Platform, Response};

const LIFE_SECONDS: i64 = 14 * 24 * 60 * 60;
const LIMITED_KEY: &str =
    "Signing in needs a personal API key with the scope `*` that is not limited to projects or organizations.";

/// Answers `GET` with who is signed in, `POST {"personal_api_key"}` by signing in, `DELETE` by signing out.
pub(crate) async fn respond<P: Platform>(exchange: &Exchange<'_, P>) -> Result<Response, Error> {
    match exchange.request.method {
        Method::Get | Method::Head => {
            let (user, _) = auth::caller(exchange).await?;
            exchange::json(200, &json!({"user": user.basic}))
        }
        Method::Post => {
            auth::check_not_cross_site(exchange.request)?;
            let (user, used) = auth::caller(exchange).await?;
            let response = exchange::json(200, &json!({"user": user.basic}))?;
            // Who shows no key but a session stays signed in for as long as that lasts.
            let Some(key) = used else { return Ok(response) };
            // A session has no scopes: what a limited key may not do, it may not do through a session either.
            if !key.is_unlimited() {
                return Err(auth::denied(LIMITED_KEY));
            }
            let session = auth::session(exchange, &key.id, exchange.now().plus_seconds(LIFE_SECONDS));
            Ok(response.with_header("set-cookie", cookie(&session, LIFE_SECONDS)))
        }
        // Whoever wants to be signed out may be, whatever the cookie says.
        Method::Delete => Ok(Response::new(204).with_header("set-cookie", cookie("", 0))),
        method => Err(method_not_allowed(method)),
    }
}

fn cookie(value: &str, life_seconds: i64) -> String {
    format!("{COOKIE}={value}; Path=/; Max-Age={life_seconds}; HttpOnly; Secure; SameSite=Strict")
}
