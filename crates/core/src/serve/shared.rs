//! `/shared/TOKEN`, `/embedded/TOKEN`, `/shared_dashboard/TOKEN` and their suffixes (spec/api 5.6).

mod content;
mod drawing;
pub(crate) mod oembed;
mod page;
mod unlock;

use serde_json::Value;
use sha2::{Digest, Sha256};

use self::content::Content;
use super::exchange::{Exchange, Format};
use super::route::without_format;
use super::sharing::links;
use super::stored::sharing::Link;
use crate::error::{Error, ErrorKind};
use crate::platform::{Method, Platform, Response};
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
    let is_locked = link.configuration.password_required;
    if is_locked && exchange.request.method == Method::Post {
        return unlock::attempt(exchange, &link).await;
    }
    if !matches!(exchange.request.method, Method::Get | Method::Head) {
        return Err(super::method_not_allowed(exchange.request.method));
    }
    if is_locked && !unlock::is_unlocked(exchange, &link).await? {
        let document = document(Frame::Unlock, &address.token, None, &shown);
        let question = match address.format {
            Format::Default => page::html(200, page::unlock(&document, &shown)),
            _ => page::json(&document),
        };
        return Ok(readable_anywhere(question));
    }
    let Some(content) = Content::read(exchange, &link).await? else { return Ok(missing()) };
    let wants_json = is_locked && exchange.request.header("accept") == Some("application/json");
    let format = if wants_json { Format::Json } else { address.format };
    let response = answer(exchange, frame, format, address, &content, &shown)?;
    let response = if is_locked { response } else { readable_anywhere(cacheable(exchange, response, &link)) };
    Ok(content.with_jobs(response))
}

fn answer<P: Platform>(
    exchange: &Exchange<'_, P>,
    frame: Frame,
    format: Format,
    address: &Address,
    content: &Content,
    shown: &Shown,
) -> Result<Response, Error> {
    let document = document(frame, &address.token, Some((content.kind(), content.value())), shown);
    match format {
        Format::Json => Ok(page::json(&document)),
        Format::Csv => Ok(Response::new(200).with_body("text/csv; charset=utf-8", content.csv())),
        Format::Svg => match content.svg(drawing::options(&exchange.parameters, shown)?) {
            Some(svg) => Ok(Response::new(200).with_body("image/svg+xml; charset=utf-8", svg)),
            None => Err(Error::not_found()),
        },
        Format::Png => Err(Error::new(ErrorKind::NotAcceptable, "There is no PNG of this view; .svg has it.")),
        Format::Default => {
            let force = exchange.parameters.filled("force_type").map(str::to_owned);
            let link = exchange.address(&["/shared/", &address.token].concat());
            Ok(page::html(200, page::view(content, &document, shown, force.as_deref(), &link)))
        }
    }
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
    readable_anywhere(page::html(404, page::missing()))
}

/// Lets the pages of other sites read a response: whoever has the link may have it, without this server's cookies. What a
/// password guards never is.
fn readable_anywhere(response: Response) -> Response {
    response.with_header("access-control-allow-origin", "*")
}

/// Lets caches keep a public view, but not show it without asking whether the link still lives.
fn cacheable<P: Platform>(exchange: &Exchange<'_, P>, response: Response, link: &Link) -> Response {
    let digest = Sha256::digest(&response.body);
    let tag = format!("\"{:032x}\"", u128::from_be_bytes(*digest.first_chunk().unwrap_or(&[0; 16])));
    let is_known = exchange.request.header("if-none-match").is_some_and(|known| known.contains(&tag));
    let mut response = response
        .with_header("cache-control", "public, no-cache")
        .with_header("cache-tag", format!("share-{}", link.configuration.id))
        .with_header("etag", tag);
    if is_known {
        response.status = 304;
        response.body.clear();
    }
    response
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
