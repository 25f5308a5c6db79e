//! How the drawing of a view is wanted: `.svg?width=640&height=320&theme=dark&locale=de&heading=false`.

use serde_json::{Map, Value, json};

use crate::chart::options::{Options, Theme};
use crate::error::Error;
use crate::query::reader::Choice;
use crate::serve::parameters::Parameters;
use crate::share::settings::Shown;

/// Returns the options of a drawing that stands alone: those of the query string, else those of the share.
///
/// # Errors
///
/// Refuses sizes that are no numbers and unknown themes.
pub(super) fn options(parameters: &Parameters, shown: &Shown) -> Result<Options, Error> {
    let mut document = Map::from_iter([
        ("width".to_owned(), json!(960)),
        ("height".to_owned(), json!(480)),
        ("theme".to_owned(), json!(shown.theme())),
        ("heading".to_owned(), json!(!shown.has("noHeader"))),
    ]);
    for name in ["width", "height", "theme", "locale", "heading"] {
        if let Some(given) = parameters.filled(name) {
            document.insert(name.to_owned(), read(name, given));
        }
    }
    Options::from_json(&Value::Object(document))
}

/// Returns the theme that the share's makers chose.
pub(super) fn theme(shown: &Shown) -> Theme {
    Theme::from_name(shown.theme()).unwrap_or(Theme::Auto)
}

/// Returns a parameter as JSON would hold it; what cannot be read so stays a text, which the options refuse.
fn read(name: &str, given: &str) -> Value {
    match name {
        "width" | "height" | "heading" => given.parse().unwrap_or_else(|_| json!(given)),
        _ => json!(given),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;
    use crate::chart::options::Heading;

    fn asked(query: &str) -> Result<Options, Error> {
        options(&Parameters::parse(query), &Shown::new(Some(&json!({"theme": "light", "noHeader": true})), false))
    }

    #[test]
    fn a_drawing_is_as_the_share_says_unless_it_is_asked_for_otherwise() {
        let options = asked("").unwrap();
        assert_eq!((options.size(), options.theme, options.heading), ((960.0, 480.0), Theme::Light, Heading::Hidden));
        let options = asked("width=640&height=99999&theme=dark&heading=true").unwrap();
        assert_eq!((options.size(), options.theme, options.heading), ((640.0, 4096.0), Theme::Dark, Heading::Shown));
    }

    #[test]
    fn what_cannot_be_drawn_is_refused_by_name() {
        assert!(asked("width=wide").unwrap_err().detail().contains("width"));
        assert!(asked("theme=blue").unwrap_err().detail().contains("theme"));
        assert!(asked("height={}").unwrap_err().detail().contains("height"));
    }
}
