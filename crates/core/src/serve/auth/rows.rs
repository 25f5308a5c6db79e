//! Reading who and where from the rows of a scene.

use serde_json::Value;

use super::scene::{Environment, Key, Organization, User};
use crate::platform::{EnvironmentId, Failure, Fields};
use crate::time::Timestamp;

/// Reads a user and whether it is active.
pub(super) fn user(fields: &mut Fields) -> Result<Option<User>, Failure> {
    let (id, active, basic) = (fields.optional_integer()?, fields.optional_integer()?, fields.optional_text()?);
    let user = id.zip(active).zip(basic);
    user.map(|((id, active), basic)| Ok(User { id, active: active != 0, basic: json_of(&basic)? })).transpose()
}

/// Reads a key's limits.
pub(super) fn key(fields: &mut Fields) -> Result<Option<Key>, Failure> {
    let id = fields.optional_text()?;
    let scopes = fields.optional_text()?.unwrap_or_default();
    let environments = fields.optional_text()?.unwrap_or_default();
    let organizations = fields.optional_text()?.unwrap_or_default();
    let last_used = fields.optional_integer()?.map(Timestamp::from_micros);
    let Some(id) = id else { return Ok(None) };
    let environments = json_of(&environments)?;
    Ok(Some(Key {
        id,
        scopes: texts(&scopes)?,
        environments: environments.as_array().into_iter().flatten().filter_map(Value::as_i64).collect(),
        organizations: texts(&organizations)?,
        last_used,
    }))
}

/// Reads the columns of [`PLACE`](super::PLACE): environment and organization; the flag says whether the project is private.
pub(crate) fn place(fields: &mut Fields) -> Result<Option<(Environment, Organization, bool)>, Failure> {
    let id = fields.optional_integer()?;
    let project = fields.optional_integer()?;
    let name = fields.optional_text()?;
    let uuid = fields.optional_text()?;
    let api_token = fields.optional_text()?;
    let timezone = fields.optional_text()?;
    let week_start_day = fields.optional_integer()?;
    let test_account_filters = fields.optional_text()?;
    let path_cleaning_filters = fields.optional_text()?;
    let by_distinct_id = fields.optional_integer()?;
    let created_at = fields.optional_integer()?;
    let deletions = fields.optional_integer()?;
    let private = fields.optional_integer()?;
    let organization = organization(fields)?;
    let (Some(id), Some(project), Some(private), Some(organization)) = (id, project, private, organization) else {
        return Ok(None);
    };
    let environment = Environment {
        id: EnvironmentId(id),
        project,
        name: name.unwrap_or_default(),
        uuid: uuid.unwrap_or_default(),
        api_token: api_token.unwrap_or_default(),
        timezone: timezone.unwrap_or_else(|| "UTC".to_owned()),
        week_start_day: week_start_day.unwrap_or_default(),
        test_account_filters: json_of(&test_account_filters.unwrap_or_default())?,
        path_cleaning_filters: json_of(&path_cleaning_filters.unwrap_or_default())?,
        aggregates_by_distinct_id: by_distinct_id == Some(1),
        created_at: created_at.unwrap_or_default(),
        deletions: deletions.unwrap_or_default(),
    };
    Ok(Some((environment, organization, private != 0)))
}

fn organization(fields: &mut Fields) -> Result<Option<Organization>, Failure> {
    let id = fields.optional_text()?;
    let features = fields.optional_text()?;
    let flags = fields.optional_text()?;
    let sharing = fields.optional_integer()?;
    let keys = fields.optional_integer()?;
    let ai_approved = fields.optional_integer()?;
    id.map(|id| {
        Ok(Organization {
            id,
            features: texts(&features.unwrap_or_default())?,
            flags: texts(&flags.unwrap_or_default())?,
            allows_sharing: sharing == Some(1),
            allows_keys: keys == Some(1),
            ai_approved: ai_approved == Some(1),
        })
    })
    .transpose()
}

fn texts(text: &str) -> Result<Vec<String>, Failure> {
    Ok(json_of(text)?.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect())
}

/// Reads JSON that was stored; an empty text is null.
fn json_of(text: &str) -> Result<Value, Failure> {
    if text.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_str(text).map_err(|_| Failure::malformed("a column holds no JSON"))
}
