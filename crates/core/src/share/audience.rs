//! Who may put a shared view into a page: the option `allowedOrigins` of a link.

use serde_json::Value;

/// The name of the option.
pub const OPTION: &str = "allowedOrigins";

/// No link names more sites.
const MOST: usize = 50;

/// Says whose pages may frame a shared view and read its parts.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Audience {
    /// Every site's, as long as nobody says otherwise.
    Anyone,
    /// Those of these origins, and our own.
    Only(Vec<String>),
}

impl Audience {
    /// Returns the audience that a link's settings name.
    pub fn of(settings: Option<&Value>) -> Self {
        match settings.and_then(|settings| settings.get(OPTION)).and_then(Value::as_array) {
            None => Self::Anyone,
            Some(origins) => Self::Only(origins.iter().filter_map(Value::as_str).map(str::to_owned).collect()),
        }
    }

    /// Returns the sources of the directive `frame-ancestors` (CSP level 3, 6.4.2).
    pub fn frame_ancestors(&self) -> String {
        match self {
            Self::Anyone => "*".to_owned(),
            Self::Only(origins) => origins.iter().fold("'self'".to_owned(), |all, origin| [&all, " ", origin].concat()),
        }
    }

    /// Returns the value of `Access-Control-Allow-Origin` for a page of this origin; `None` when it may not read.
    pub fn reader(&self, origin: Option<&str>) -> Option<String> {
        match self {
            Self::Anyone => Some("*".to_owned()),
            Self::Only(origins) => {
                origin.filter(|origin| origins.iter().any(|allowed| names(allowed, origin))).map(str::to_owned)
            }
        }
    }
}

/// Returns whether an allowed origin stands for this one: it is the same, or `*.` and a domain above it.
fn names(allowed: &str, origin: &str) -> bool {
    match allowed.split_once("*.") {
        None => allowed == origin,
        Some((scheme, domain)) => {
            let below = origin.strip_prefix(scheme).and_then(|host| host.strip_suffix(domain));
            below.is_some_and(|below| below.len() > 1 && below.ends_with('.'))
        }
    }
}

/// Returns whether a value is a list of origins that a link may have.
pub(super) fn is_list_of_origins(value: &Value) -> bool {
    let origins = value.as_array().filter(|origins| origins.len() <= MOST);
    origins.is_some_and(|origins| origins.iter().all(|origin| origin.as_str().is_some_and(is_origin)))
}

/// Returns whether a text is an origin as browsers write it (`https://example.com`, `http://localhost:3000`), or one whose first
/// label is `*`.
fn is_origin(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")) else { return false };
    let (host, port) = rest.split_once(':').unwrap_or((rest, "1"));
    let is_port = port.starts_with(|digit: char| ('1'..='9').contains(&digit)) && port.parse::<u16>().is_ok();
    let host = host.strip_prefix("*.").unwrap_or(host);
    let is_label = |label: &str| {
        let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'_';
        !label.is_empty() && label.bytes().all(is_letter)
    };
    host.len() <= 253 && host.split('.').all(is_label) && is_port
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_origin_is_a_scheme_and_a_host_as_browsers_write_them() {
        for right in
            ["https://example.com", "http://localhost:3000", "https://*.example.com", "https://a-b.example.com:8443"]
        {
            assert!(is_origin(right), "{right}");
        }
        let wrong = [
            "",
            "*",
            "example.com",
            "https://",
            "https://example.com/",
            "https://Example.com",
            "https://a..b",
            "ftp://a",
            "https://a b",
            "https://a;script-src *",
            "https://*",
            "https://a:0",
            "https://a:x",
            "https://a:+1",
            "https://a:080",
            "https://a.*.b",
            "'self'",
            "null",
        ];
        for wrong in wrong {
            assert!(!is_origin(wrong), "{wrong}");
        }
        assert!(!is_list_of_origins(&json!(vec!["https://a"; MOST + 1])));
        assert!(is_list_of_origins(&json!([])) && !is_list_of_origins(&json!("https://a")));
    }

    #[test]
    fn a_link_without_the_option_is_for_every_site() {
        for settings in [None, Some(json!({})), Some(json!({"theme": "dark"}))] {
            let audience = Audience::of(settings.as_ref());
            assert_eq!((audience.frame_ancestors().as_str(), audience.reader(None)), ("*", Some("*".to_owned())));
        }
    }

    #[test]
    fn a_list_is_for_its_sites_and_our_own_pages() {
        let settings = json!({"allowedOrigins": ["https://a.example", "https://*.b.example:8443"]});
        let audience = Audience::of(Some(&settings));
        assert_eq!(audience.frame_ancestors(), "'self' https://a.example https://*.b.example:8443");
        for right in ["https://a.example", "https://x.b.example:8443", "https://x.y.b.example:8443"] {
            assert_eq!(audience.reader(Some(right)).as_deref(), Some(right));
        }
        for wrong in
            ["https://b.example:8443", "https://xb.example:8443", "http://a.example", "https://x.b.example", "null"]
        {
            assert_eq!(audience.reader(Some(wrong)), None, "{wrong}");
        }
        assert_eq!(audience.reader(None), None);
        assert_eq!(Audience::of(Some(&json!({"allowedOrigins": []}))).frame_ancestors(), "'self'");
    }
}
