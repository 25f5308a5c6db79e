//! `GET …/segments`, `…/segments/NUMBER` and `…/segments/changes`: an environment's events as files, and those that are in
//! no file yet, for those who evaluate them where they are. A key is needed; a shared link opens none of it.

use std::ops::Range;

use serde_json::{Value, json};

use super::auth::{self, Scope};
use super::exchange::{Exchange, json as json_response};
use crate::error::Error;
use crate::platform::{Cursor, Events, Platform, Response, StoredSegment};

/// Lists the segments, the oldest events first. The newest events are in none of them (`…/events/export` has all).
pub(crate) async fn list<P: Platform>(exchange: &Exchange<'_, P>) -> Result<Response, Error> {
    let scene = auth::enter(exchange, Scope::Read("query")).await?;
    let segments = exchange.platform.events().segments(scene.environment.id).await?;
    let shown: Vec<Value> = segments.iter().map(shown).collect();
    json_response(200, &json!({"count": shown.len(), "results": shown}))
}

/// Answers with what was stored since a cursor: the newest events, who is who, and the ends of the segments.
pub(crate) async fn changes<P: Platform>(exchange: &Exchange<'_, P>) -> Result<Response, Error> {
    let scene = auth::enter(exchange, Scope::Read("query")).await?;
    let since = exchange.parameters.get("since").map_or(Some(Cursor::default()), Cursor::parse);
    let since =
        since.ok_or_else(|| Error::invalid("since must be three numbers with dots between them.").at("since"))?;
    let message = exchange.platform.events().changes(scene.environment.id, since).await?;
    Ok(Response::new(200).with_body("application/octet-stream", message))
}

/// Answers with the bytes of a segment, or with the one range of them that is asked for.
pub(crate) async fn retrieve<P: Platform>(exchange: &Exchange<'_, P>, number: &str) -> Result<Response, Error> {
    let scene = auth::enter(exchange, Scope::Read("query")).await?;
    let events = exchange.platform.events();
    let known = events.segments(scene.environment.id).await?;
    let segment = known.into_iter().find(|segment| segment.number.to_string() == number);
    let length = segment.as_ref().ok_or_else(Error::not_found)?.bytes;
    let number = segment.map_or(0, |segment| segment.number);
    let (status, range) = match exchange.request.header("range").map(|header| wanted(header, length)) {
        None => (200, 0..length),
        Some(Some(range)) => (206, range),
        Some(None) => {
            return Ok(Response::new(416).with_header("content-range", format!("bytes */{length}")));
        }
    };
    let bytes = events.segment(scene.environment.id, number, range.clone()).await?;
    let response = Response::new(status).with_body("application/octet-stream", bytes);
    let response = response.with_header("accept-ranges", "bytes");
    Ok(match status {
        206 => response.with_header("content-range", format!("bytes {}-{}/{length}", range.start, range.end - 1)),
        _ => response,
    })
}

fn shown(segment: &StoredSegment) -> Value {
    json!({
        "number": segment.number,
        "bytes": segment.bytes,
        "rows": segment.rows,
        "first_timestamp": segment.times.map(|(first, _)| first.to_string()),
        "last_timestamp": segment.times.map(|(_, last)| last.to_string()),
    })
}

/// Returns the one range that a header asks for (RFC 9110, 14.1.2), if it is one of a file of that length.
fn wanted(header: &str, length: u64) -> Option<Range<u64>> {
    let (first, last) = header.strip_prefix("bytes=")?.split_once('-')?;
    let range = match (first.parse::<u64>().ok(), last.parse::<u64>().ok()) {
        (Some(first), Some(last)) => first..last.saturating_add(1).min(length),
        (Some(first), None) if last.is_empty() => first..length,
        (None, Some(last)) if first.is_empty() => length.saturating_sub(last)..length,
        _ => return None,
    };
    (range.start < range.end).then_some(range)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_one_of_the_file() {
        assert_eq!(wanted("bytes=0-9", 100), Some(0..10));
        assert_eq!(wanted("bytes=90-200", 100), Some(90..100));
        assert_eq!(wanted("bytes=90-", 100), Some(90..100));
        assert_eq!(wanted("bytes=-24", 100), Some(76..100));
        for refused in ["bytes=100-", "bytes=9-3", "bytes=a-b", "bytes=1-2,4-5", "rows=1-2", "bytes=-"] {
            assert_eq!(wanted(refused, 100), None, "{refused}");
        }
    }
}
