//! `/oembed?url=…`: how to embed a shared view, for programs that unfold links (oembed.com).

use serde_json::{Value, json};

use super::{Address, content::Content, links, picture::PREVIEW};
use crate::error::{Error, ErrorKind};
use crate::platform::{Platform, Response};
use crate::serve::exchange::{self, Exchange};

const WIDTH: i64 = 960;
const HEIGHT: i64 = 600;
const LEAST: i64 = 120;

/// Answers with an iframe of the view that the address names.
pub(crate) async fn respond<P: Platform>(exchange: &Exchange<'_, P>) -> Result<Response, Error> {
    let url = exchange.parameters.filled("url").ok_or_else(|| Error::required("url"))?;
    if exchange.parameters.filled("format").is_some_and(|format| format != "json") {
        return Err(Error::new(ErrorKind::NotAcceptable, "Only format=json is there."));
    }
    let size = |name, most| Ok::<_, Error>(exchange.parameters.count(name, most, most)?.max(LEAST));
    let path = url.strip_prefix(&exchange.request.origin).map(|rest| rest.split(['?', '#']).next().unwrap_or(rest));
    let address = path.and_then(Address::parse).ok_or_else(Error::not_found)?;
    let link = links::open(exchange, &address.token).await?.ok_or_else(Error::not_found)?;
    let title = if link.configuration.password_required {
        "Protected view".to_owned()
    } else {
        let content = Content::read(exchange, &link).await?.ok_or_else(Error::not_found)?;
        content.title().to_owned()
    };
    let (width, height) = (size("maxwidth", WIDTH)?, size("maxheight", HEIGHT)?);
    let source = exchange.address(&["/embedded/", &address.token].concat());
    let frame = maud::html! {
        iframe src=(source) width=(width) height=(height) title=(title) loading="lazy" style="border:0" {}
    };
    let mut body = json!({
        "type": "rich",
        "version": "1.0",
        "title": title,
        "provider_name": "Oriel",
        "provider_url": exchange.request.origin,
        "width": width,
        "height": height,
        "html": frame.into_string(),
        "cache_age": 0,
    });
    if !link.configuration.password_required {
        body["thumbnail_url"] = Value::from(exchange.address(&["/shared/", &address.token, ".png"].concat()));
        body["thumbnail_width"] = PREVIEW.width.into();
        body["thumbnail_height"] = PREVIEW.height.into();
    }
    exchange::json(200, &body)
}
