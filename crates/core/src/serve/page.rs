//! The pagination envelope of lists (spec/api 0).

use serde_json::{Value, json};

use super::parameters::Parameters;
use crate::platform::Request;

/// Says which rows of a list are asked for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Page {
    /// At most so many rows.
    pub(crate) limit: i64,
    /// After so many rows.
    pub(crate) offset: i64,
}

impl Page {
    /// How many rows a page has when the request does not say.
    pub(crate) const DEFAULT_LIMIT: i64 = 100;

    /// No list has more rows, and no database is given a number that a double does not hold.
    const MOST: i64 = u32::MAX as i64;

    /// Returns the page that `limit` and `offset` name; what makes no sense is the default.
    pub(crate) fn of(parameters: &Parameters) -> Self {
        let number = |name| {
            let number = parameters.get(name)?.trim().parse::<i64>().ok()?;
            Some(number.min(Self::MOST))
        };
        Self {
            limit: number("limit").filter(|limit| *limit > 0).unwrap_or(Self::DEFAULT_LIMIT),
            offset: number("offset").filter(|offset| *offset >= 0).unwrap_or(0),
        }
    }

    /// Returns the envelope around the rows of this page out of `count`.
    pub(crate) fn envelope(self, request: &Request, count: i64, results: Vec<Value>) -> Value {
        let end = self.offset.saturating_add(self.limit);
        let next = (end < count).then(|| self.link(request, Some(end)));
        let previous =
            (self.offset > 0).then(|| self.link(request, Some(self.offset - self.limit).filter(|offset| *offset > 0)));
        json!({"count": count, "next": next, "previous": previous, "results": results})
    }

    /// Returns the request's own address with this limit and another offset.
    fn link(self, request: &Request, offset: Option<i64>) -> String {
        let limit = self.limit.to_string();
        let offset = offset.map(|offset| offset.to_string());
        with_parameters(request, &[("limit", Some(&limit)), ("offset", offset.as_deref())])
    }
}

/// Returns the request's own absolute address with some parameters replaced, or left out when `None`.
pub(crate) fn with_parameters(request: &Request, changes: &[(&str, Option<&str>)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in form_urlencoded::parse(request.query.as_bytes()) {
        if !changes.iter().any(|(changed, _)| *changed == name) {
            query.append_pair(&name, &value);
        }
    }
    for (name, value) in changes {
        if let Some(value) = value {
            query.append_pair(name, value);
        }
    }
    format!("{}{}?{}", request.origin, request.path, query.finish())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::{Entropy, Method};
    use crate::time::Timestamp;

    fn request(query: &str) -> Request {
        Request {
            method: Method::Get,
            origin: "https://oriel.example".to_owned(),
            path: "/api/projects/1/insights/".to_owned(),
            query: query.to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
            client_address: None,
            now: Timestamp::EPOCH,
            entropy: Entropy::from_seed([0; 32]),
        }
    }

    fn links(query: &str, count: i64) -> (Value, Value) {
        let page = Page::of(&Parameters::parse(query));
        let envelope = page.envelope(&request(query), count, Vec::new());
        (envelope["next"].clone(), envelope["previous"].clone())
    }

    #[test]
    fn links_repeat_the_other_parameters() {
        let (next, previous) = links("search=a+b&limit=10&offset=10", 25);
        let base = "https://oriel.example/api/projects/1/insights/?search=a+b&limit=10";
        assert_eq!(next, format!("{base}&offset=20"));
        assert_eq!(previous, base);
    }

    #[test]
    fn numbers_beyond_all_lists_reach_no_database() {
        let page = Page::of(&Parameters::parse("limit=9223372036854775807&offset=9007199254740993"));
        assert_eq!(page, Page { limit: Page::MOST, offset: Page::MOST });
    }

    #[test]
    fn the_only_page_has_no_links() {
        assert_eq!(links("limit=-1&offset=x", 100), (Value::Null, Value::Null));
    }
}
