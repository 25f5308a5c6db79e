//! `/shared/TOKEN`, `/embedded/TOKEN`, `/shared_dashboard/TOKEN` and their suffixes (spec/api 5.6).

mod content;
mod drawing;
pub(crate) mod oembed;
mod page;
mod picture;
mod unlock;

use serde_json::Value;
use sha2::{Digest, Sha256};

use self::content::Content;
use super::exchange::{Exchange, Format};
use super::route::without_format;
use super::sharing::links;
use super::stored::sharing::{Link, Subject};
use crate::error::Error;
use crate::platform::{Asker, Method, Platform, Request, Response};
use crate::share::audience::Audience;
use crate::share::export::{Frame, document};
use crate::share::settings::Shown;
use crate::time::Timestamp;

/// Holds what the path of a shared view names.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Address {
    frame: Frame,
    token: String,
    format: Format,
}

impl Address {
    /// Returns what a path names, if it is one of a shared view.
    pub(crate) fn parse(path: &str) -> Option<Self> {
        let (frame, rest) =
            [("/shared/", Frame::Scene), ("/shared_dashboard/", Frame::Scene), ("/embedded/", Frame::Embed)]
                .into_iter()
                .find_map(|(prefix, frame)| Some((frame, path.strip_prefix(prefix)?)))?;
        let rest = rest.trim_end_matches('/');
        let (_, format) = without_format(rest);
        // Only what stands before the first dot is the token.
        let token = rest.split('.').next().unwrap_or_default();
        (!rest.contains('/')).then(|| Self { frame, token: token.to_owned(), format })
    }
}

/// Answers a shared view, or the question for its password, or a page that says nothing is there.
pub(crate) async fn respond<P: Platform>(exchange: &Exchange<'_, P>, path: &str) -> Result<Response, Error> {
    let Some(address) = &Address::parse(path) else { return Ok(missing()) };
    let is_embedded = exchange.parameters.has("embedded");
    let frame = if is_embedded { Frame::Embed } else { address.frame };
    let Some(link) = links::open(exchange, &address.token).await? else { return Ok(missing()) };
    let shown = shown(exchange, &link);
    let audience = Audience::of(link.configuration.settings.as_ref());
    let is_locked = link.configuration.password_required;
    let locked = || document(Frame::Unlock, &address.token, None, &shown);
    if is_locked && exchange.request.method == Method::Post {
        if !Content::exists(exchange, &link).await? {
            return Ok(missing());
        }
        let question = |problem: &str| page::html(401, page::unlock(&locked(), &shown, problem), &audience);
        return unlock::attempt(exchange, &link, question).await;
    }
    if !matches!(exchange.request.method, Method::Get | Method::Head) {
        return Err(super::method_not_allowed(exchange.request.method));
    }
    if is_locked && !unlock::is_unlocked(exchange, &link).await? {
        if !Content::exists(exchange, &link).await? {
            return Ok(missing());
        }
        let question = match address.format {
            Format::Default => page::html(200, page::unlock(&locked(), &shown, ""), &audience),
            _ => page::json(&locked()),
        };
        return Ok(readable(exchange, question, &audience));
    }
    let Some(content) = Content::read(exchange, &link).await? else { return Ok(missing()) };
    let wants_json = is_locked && accepts_json(exchange.request);
    let format = if wants_json { Format::Json } else { address.format };
    let response = match format {
        Format::Default => page(exchange, frame, address, &content, &shown, &audience),
        Format::Png => picture::respond(exchange, &link, &content, &shown).await?,
        Format::Csv => Response::new(200).with_body("text/csv; charset=utf-8", content.csv()),
        Format::Svg => svg(exchange, &content, &shown)?,
        Format::Json => page::json(&document(frame, &address.token, Some((content.kind(), content.value())), &shown)),
    };
    let response = match is_locked {
        true => response,
        false => readable(exchange, cacheable(exchange, response, &link, &content), &audience),
    };
    Ok(content.with_jobs(response))
}

fn accepts_json(request: &Request) -> bool {
    request.header("accept").is_some_and(|accepted| accepted.contains("application/json"))
}

/// Returns the page of a view.
fn page<P: Platform>(
    exchange: &Exchange<'_, P>,
    frame: Frame,
    address: &Address,
    content: &Content,
    shown: &Shown,
    audience: &Audience,
) -> Response {
    let document = document(frame, &address.token, Some((content.kind(), content.value())), shown);
    let force = exchange.parameters.filled("force_type");
    let link = exchange.address(&["/shared/", &address.token].concat());
    page::html(200, page::view(content, &document, shown, force, &link), audience)
}

/// Returns the drawing of a view.
fn svg<P: Platform>(exchange: &Exchange<'_, P>, content: &Content, shown: &Shown) -> Result<Response, Error> {
    let svg = content.svg(drawing::options(&exchange.parameters, shown)?).ok_or_else(Error::not_found)?;
    Ok(Response::new(200).with_body("image/svg+xml; charset=utf-8", svg))
}

/// Returns who opens a link.
fn visitor<P: Platform>(exchange: &Exchange<'_, P>, link: &Link) -> Asker {
    Asker::Visitor(link.configuration.id, exchange.request.client_address.clone().unwrap_or_default())
}

/// From when on the options of a link are those that are stored with it: 31 July 2025.
const SETTINGS_STORED: Timestamp = Timestamp::from_seconds(1_753_920_000);

/// Returns the options that are in force for a link.
fn shown<P: Platform>(exchange: &Exchange<'_, P>, link: &Link) -> Shown {
    let may_whitelabel = link.organization.has_feature("white_labelling");
    let stored = Shown::new(link.configuration.settings.as_ref(), may_whitelabel);
    if link.configuration.created_at < SETTINGS_STORED {
        return stored.with_parameters(exchange.parameters.iter(), may_whitelabel);
    }
    stored
}

/// Returns the page for every link that opens nothing, whatever the reason.
fn missing() -> Response {
    page::html(404, page::missing(), &Audience::Anyone).with_header("access-control-allow-origin", "*")
}

/// Lets the pages of its audience read a response: whoever has the link may have it, without this server's cookies. What a
/// password guards never is.
fn readable<P: Platform>(exchange: &Exchange<'_, P>, response: Response, audience: &Audience) -> Response {
    let response = match audience {
        Audience::Anyone => response,
        Audience::Only(_) => response.with_header("vary", "origin"),
    };
    match audience.reader(exchange.request.header("origin")) {
        Some(origin) => response.with_header("access-control-allow-origin", origin),
        None => response,
    }
}

/// For how many seconds a shared cache may show a public view without asking, and then while it asks: together a minute, after
/// which a link that was revoked is dead everywhere.
const SHARED_SECONDS: (i64, i64) = (30, 30);

/// Lets caches keep a public view (`docs/embed.md`, "Caching"). Browsers ask each time whether it changed; shared caches may
/// show it for as long as it is fresh, up to [`SHARED_SECONDS`].
fn cacheable<P: Platform>(exchange: &Exchange<'_, P>, response: Response, link: &Link, content: &Content) -> Response {
    if response.status != 200 {
        return response;
    }
    let tag = format!("\"{}\"", digest(&[&response.body]));
    let is_known = exchange.request.header("if-none-match").is_some_and(|known| known.contains(&tag));
    let (most, meanwhile) = SHARED_SECONDS;
    let fresh = content.fresh_until().map_or(most, |until| until.seconds() - exchange.now().seconds()).clamp(0, most);
    let shared = format!("public, max-age={fresh}, stale-while-revalidate={meanwhile}, stale-if-error=0");
    let mut response = response
        .with_header("cache-control", "public, no-cache")
        .with_header("cdn-cache-control", shared)
        .with_header("cache-tag", tags(link))
        .with_header("etag", tag);
    if is_known {
        response.status = 304;
        response.body.clear();
    }
    response
}

/// Returns the names under which caches can be told to forget a view.
fn tags(link: &Link) -> String {
    let share = format!("share-{}", link.configuration.id);
    let subject = match link.configuration.subject {
        Subject::Insight(id) => format!(",insight-{id}"),
        Subject::Dashboard(id) => format!(",dashboard-{id}"),
        Subject::Nothing => String::new(),
    };
    format!("{share}{subject},team-{}", link.environment.id)
}

/// Returns a text that only these bytes have.
fn digest(parts: &[&[u8]]) -> String {
    let digest = parts.iter().fold(Sha256::new(), |digest, part| digest.chain_update(part)).finalize();
    format!("{:032x}", u128::from_be_bytes(*digest.first_chunk().unwrap_or(&[0; 16])))
}

/// Returns a field of what a calculation answered.
fn text<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;

    #[test]
    fn the_token_ends_at_the_first_dot() {
        let address = Address::parse("/embedded/abc-_1.x.svg/").unwrap();
        assert_eq!((address.token.as_str(), address.format), ("abc-_1", Format::Svg));
        assert_eq!(address.frame, Frame::Embed);
        assert_eq!(Address::parse("/shared/a/b"), None);
        assert_eq!(Address::parse("/share/a"), None);
    }
}
