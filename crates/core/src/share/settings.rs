//! The options of a shared view (spec/api 5.2, 5.6).

use serde_json::{Map, Value};

use super::audience;
use crate::error::Error;

/// The options that are flags.
const FLAGS: [&str; 6] = ["whitelabel", "noHeader", "showInspector", "legend", "detailed", "hideExtraDetails"];

/// The option that names a theme, and what it may name.
const THEMES: [&str; 3] = ["light", "dark", "system"];

/// Returns what is kept of the settings that a client gives: known options as they are, others dropped;
/// `None` for null.
///
/// # Errors
///
/// Refuses what is no object, and options of the wrong type.
pub fn accepted(settings: &Value) -> Result<Option<Value>, Error> {
    let refusal = |what: &str| Error::invalid(format!("Invalid settings format: {what}.")).at("settings");
    let settings = match settings {
        Value::Null => return Ok(None),
        Value::Object(settings) => settings,
        _ => return Err(refusal("expected an object")),
    };
    let mut kept = Map::new();
    for (name, value) in settings {
        let is_right = match name.as_str() {
            "theme" => value.as_str().is_some_and(|theme| THEMES.contains(&theme)),
            audience::OPTION => audience::is_list_of_origins(value),
            name if FLAGS.contains(&name) => value.is_boolean(),
            _ => continue,
        };
        if !is_right {
            return Err(refusal(&format!("{name} must be {}", allowed(name))));
        }
        kept.insert(name.clone(), value.clone());
    }
    Ok(Some(Value::Object(kept)))
}

fn allowed(name: &str) -> &'static str {
    match name {
        "theme" => "light, dark or system",
        audience::OPTION => "a list of at most 50 origins, such as https://example.com or https://*.example.com",
        _ => "true or false",
    }
}

/// Holds the options that are in force for one view.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shown(Map<String, Value>);

impl Shown {
    /// Returns the stored options that say something: flags that are true, and the theme. `whitelabel` needs
    /// the paid feature.
    pub fn new(settings: Option<&Value>, may_whitelabel: bool) -> Self {
        let stored = settings.and_then(Value::as_object).into_iter().flatten();
        let in_force = stored.filter(|(name, value)| match value {
            Value::Bool(flag) => *flag && (name.as_str() != "whitelabel" || may_whitelabel),
            Value::String(_) => name.as_str() == "theme",
            _ => false,
        });
        Self(in_force.map(|(name, value)| (name.clone(), value.clone())).collect())
    }

    /// Returns the options with those of a query string over them, as links made before settings were stored have them:
    /// a flag is on unless its text says no.
    #[must_use]
    pub fn with_parameters<'a>(
        mut self,
        parameters: impl Iterator<Item = (&'a str, &'a str)>,
        may_whitelabel: bool,
    ) -> Self {
        for (name, text) in parameters {
            if FLAGS.contains(&name) {
                let is_no = matches!(text.to_ascii_lowercase().as_str(), "0" | "false" | "no" | "off");
                self.0.remove(name);
                if !is_no && (name != "whitelabel" || may_whitelabel) {
                    self.0.insert(name.to_owned(), Value::Bool(true));
                }
            } else if name == "theme" && THEMES.contains(&text) {
                self.0.insert(name.to_owned(), Value::from(text));
            }
        }
        self
    }

    /// Returns the options as the exported document names them.
    pub fn entries(&self) -> impl Iterator<Item = (&String, &Value)> {
        self.0.iter()
    }

    /// Returns whether a flag is on.
    pub fn has(&self, name: &str) -> bool {
        self.0.get(name) == Some(&Value::Bool(true))
    }

    /// Returns the theme: `light`, `dark` or `system`.
    pub fn theme(&self) -> &str {
        self.0.get("theme").and_then(Value::as_str).unwrap_or("system")
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use serde_json::json;

    use super::*;

    #[test]
    fn known_options_are_kept_as_given() {
        let origins = json!(["https://a.example"]);
        let given = json!({"legend": false, "theme": "dark", "allowedOrigins": origins, "customOption": 1});
        let kept = json!({"legend": false, "theme": "dark", "allowedOrigins": origins});
        assert_eq!(accepted(&given).unwrap(), Some(kept));
        assert_eq!(accepted(&json!({})).unwrap(), Some(json!({})));
        assert_eq!(accepted(&Value::Null).unwrap(), None);
    }

    #[test]
    fn other_forms_are_refused() {
        for wrong in
            [json!([]), json!("x"), json!({"legend": 1}), json!({"theme": "blue"}), json!({"allowedOrigins": ["*"]})]
        {
            let error = accepted(&wrong).unwrap_err();
            assert_eq!(error.attribute(), Some("settings"));
            assert!(error.detail().contains("Invalid settings format"), "{error}");
        }
    }

    #[test]
    fn only_what_is_true_is_in_force() {
        let stored = json!({"legend": false, "noHeader": true, "whitelabel": true});
        let shown = Shown::new(Some(&stored), false);
        assert!(shown.has("noHeader") && !shown.has("legend") && !shown.has("whitelabel"));
        assert!(Shown::new(Some(&stored), true).has("whitelabel"));
        assert_eq!(shown.theme(), "system");
    }

    #[test]
    fn an_old_link_takes_options_from_its_address() {
        let stored = json!({"legend": true, "theme": "dark"});
        let given = [("noHeader", ""), ("legend", "off"), ("whitelabel", "1"), ("theme", "blue"), ("other", "1")];
        let shown = Shown::new(Some(&stored), false).with_parameters(given.into_iter(), false);
        assert!(shown.has("noHeader") && !shown.has("legend") && !shown.has("whitelabel"));
        assert_eq!(shown.theme(), "dark");
    }
}
