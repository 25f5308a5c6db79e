//! Views behind a password (spec/api 5.6): one right password opens its link for a day.

use serde_json::json;

use super::visitor;
use crate::error::Error;
use crate::insight::changes::change;
use crate::platform::{Platform, Rate, Request, Response, Sql};
use crate::serve::auth::{cookie, sealed, throttle, unsealed};
use crate::serve::exchange::{self, Exchange, uuid};
use crate::serve::fields;
use crate::serve::parameters::Parameters;
use crate::serve::sharing::{active_passwords, passwords};
use crate::serve::stored::activity::{self, Entry, Item};
use crate::serve::stored::sharing::{Link, Password, Subject};

const COOKIE: &str = "posthog_sharing_token";
const LIFE_SECONDS: i64 = 24 * 60 * 60;

/// The most characters of a password.
const LONGEST: usize = 1024;

/// Answers `POST {"password"}`, and the same as a form, which browsers send where no script runs: with the way back to the
/// view, or with the question asked again, which is made of what was wrong.
pub(super) async fn attempt<P: Platform>(
    exchange: &Exchange<'_, P>,
    link: &Link,
    question: impl FnOnce(&str) -> Response,
) -> Result<Response, Error> {
    throttle(exchange, visitor(exchange, link), Rate::Passwords)?;
    let form = form(exchange.request);
    let given = match &form {
        Some(form) => form.get("password").filter(|given| given.len() <= LONGEST).unwrap_or_default().to_owned(),
        None => fields::text(&exchange.body()?, "password", LONGEST)?.given().unwrap_or_default(),
    };
    let known = active_passwords(exchange, link.configuration.id).await?;
    let password = passwords::matching(exchange, &known, &given).await?;
    log(exchange, link, password).await?;
    let Some(password) = password else {
        return match form {
            Some(_) => Ok(question("That password is not right.")),
            None => exchange::json(401, &json!({"error": "Incorrect password"})),
        };
    };
    let expires = exchange.now().plus_seconds(LIFE_SECONDS);
    let key = &exchange.platform.settings().signing_key;
    let token = sealed(key, &purpose(link), &password.id.to_string(), expires);
    let Request { path, query, .. } = exchange.request;
    let page = path.split('.').next().unwrap_or("/");
    let cookie = format!("{COOKIE}={token}; Path={page}; Max-Age={LIFE_SECONDS}; HttpOnly; Secure; SameSite=Lax");
    let response = match form {
        Some(_) => Response::new(303).with_header("location", format!("{path}?{query}").trim_end_matches('?')),
        None => exchange::json(200, &json!({"shareToken": token}))?,
    };
    Ok(response.with_header("set-cookie", cookie))
}

/// Returns the body of a request as the fields of a form, if it is one.
fn form(request: &Request) -> Option<Parameters> {
    let content_type = request.header("content-type")?;
    let is_form = content_type.starts_with("application/x-www-form-urlencoded");
    is_form.then(|| Parameters::parse(&String::from_utf8_lossy(&request.body)))
}

/// Returns whether the request proves that it knew a password that still works.
pub(super) async fn is_unlocked<P: Platform>(exchange: &Exchange<'_, P>, link: &Link) -> Result<bool, Error> {
    let header = exchange.request.header("authorization");
    let bearer = header.and_then(|header| header.strip_prefix("Bearer ")).map(str::trim);
    let key = &exchange.platform.settings().signing_key;
    // One of another link counts as none.
    let proven: Vec<i64> = [bearer, cookie(exchange.request, COOKIE)]
        .into_iter()
        .flatten()
        .filter_map(|token| unsealed(key, &purpose(link), token, exchange.now()).and_then(|id| id.parse().ok()))
        .collect();
    if proven.is_empty() {
        return Ok(false);
    }
    let known = active_passwords(exchange, link.configuration.id).await?;
    Ok(known.iter().any(|known| proven.contains(&known.id)))
}

/// Binds a proof to one link.
fn purpose(link: &Link) -> String {
    format!("share {}", link.configuration.id)
}

async fn log<P: Platform>(exchange: &Exchange<'_, P>, link: &Link, password: Option<&Password>) -> Result<(), Error> {
    let (scope, kind, id) = match link.configuration.subject {
        Subject::Insight(id) => ("Insight", "insight", id),
        Subject::Dashboard(id) => ("Dashboard", "dashboard", id),
        Subject::Nothing => return Ok(()),
    };
    let token = &link.configuration.token;
    let mut after = json!({
        "access_token_suffix": token.get(token.len().saturating_sub(6)..),
        "client_ip": exchange.request.client_address,
        "success": password.is_some(),
        "resource_type": kind,
    });
    if let Some(password) = password {
        after["password_id"] = json!(password.id);
        after["password_note"] = json!(password.note);
    }
    let mut change = change("authentication_attempt", json!(null), after);
    change["action"] = json!("changed");
    let detail = json!({"changes": [change], "trigger": null, "type": null, "name": null, "short_id": null});
    let entry = Entry {
        id: uuid(exchange.request),
        project: link.environment.project,
        user: None,
        activity: if password.is_some() { "share_login_success" } else { "share_login_failed" },
        scope,
        item: Item::Id(id),
        detail,
        at: exchange.now(),
    };
    exchange.platform.sql().execute(activity::insert(entry)).await?;
    Ok(())
}
