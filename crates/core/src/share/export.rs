//! The document that a shared page carries and `.json` answers (spec/api 5.6).

use serde_json::{Map, Value, json};

use super::settings::Shown;

/// Says how a shared view is shown.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Frame {
    /// As a page of its own.
    Scene,
    /// Inside somebody's page.
    Embed,
    /// As the question for a password; it has no data.
    Unlock,
}

impl Frame {
    /// Returns the name that the document has for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Scene => "scene",
            Self::Embed => "embed",
            Self::Unlock => "unlock",
        }
    }
}

/// Fields that `hideExtraDetails` hides.
const EXTRA_DETAILS: [&str; 4] = ["created_by", "last_modified_by", "created_at", "last_modified_at"];

/// Returns the exported document; `subject` is `insight` or `dashboard` and what it shows.
pub fn document(frame: Frame, token: &str, subject: Option<(&str, Value)>, shown: &Shown) -> Value {
    let mut document = Map::new();
    document.insert("type".to_owned(), json!(frame.name()));
    if let Some((name, mut value)) = subject {
        document.insert("accessToken".to_owned(), json!(token));
        if let Some(object) = value.as_object_mut().filter(|_| shown.has("hideExtraDetails")) {
            hide_extra_details(object);
        }
        document.insert(name.to_owned(), value);
        document.insert("themes".to_owned(), json!([]));
    }
    let reveals = |name: &str| frame != Frame::Unlock || matches!(name, "whitelabel" | "theme");
    let options = shown.entries().filter(|(name, _)| reveals(name));
    document.extend(options.map(|(name, value)| (name.clone(), value.clone())));
    Value::Object(document)
}

/// Takes out of an insight, or of a dashboard and the insights of its tiles, who made and changed it, and when.
pub fn hide_extra_details(subject: &mut Map<String, Value>) {
    subject.retain(|name, _| !EXTRA_DETAILS.contains(&name.as_str()));
    let tiles = subject.get_mut("tiles").and_then(Value::as_array_mut).into_iter().flatten();
    tiles.filter_map(|tile| tile.get_mut("insight")?.as_object_mut()).for_each(hide_extra_details);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_question_for_a_password_reveals_nothing() {
        let shown = Shown::new(Some(&json!({"legend": true, "theme": "dark"})), false);
        assert_eq!(document(Frame::Unlock, "t", None, &shown), json!({"type": "unlock", "theme": "dark"}));
    }

    #[test]
    fn extra_details_can_be_hidden() {
        let shown = Shown::new(Some(&json!({"hideExtraDetails": true})), false);
        let insight = json!({"id": 1, "created_by": {"email": "a@b.c"}});
        let dashboard = json!({"id": 2, "created_at": "2026-01-01", "tiles": [{"id": 3, "insight": insight.clone()}]});
        let document = |name, subject| document(Frame::Scene, "t", Some((name, subject)), &shown)[name].clone();
        assert_eq!(document("insight", insight), json!({"id": 1}));
        assert_eq!(document("dashboard", dashboard), json!({"id": 2, "tiles": [{"id": 3, "insight": {"id": 1}}]}));
    }
}
