//! Which project a statement reads, when that is not known before who asks is.

use crate::platform::Statement;
use crate::serve::auth::Credentials;

/// Names a project by one of its environments.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Place<'a> {
    /// The environment with this id.
    Environment(i64),
    /// The one that these credentials' user works in (`@current`).
    CurrentOf(&'a Credentials),
}

/// The id of the project, in a statement that a [`Place`] began.
pub(crate) const PROJECT: &str = "(SELECT project_id FROM environments WHERE id = coalesce(?1,
   (SELECT current_environment_id FROM users WHERE id =
     (SELECT user_id FROM personal_api_keys WHERE secure_value = ?2 OR id = ?3))))";

impl Place<'_> {
    /// Returns a statement whose first three values say what [`PROJECT`] is; others start at `?4`.
    pub(crate) fn begin(self, text: String) -> Statement {
        let (environment, key, signed_in_with) = match self {
            Self::Environment(id) => (Some(id), None, None),
            Self::CurrentOf(Credentials::Key { secure_value, .. }) => (None, Some(secure_value.as_str()), None),
            Self::CurrentOf(Credentials::Session { key }) => (None, None, Some(key.as_str())),
        };
        Statement::new(text).bind(environment).bind(key).bind(signed_in_with)
    }
}
