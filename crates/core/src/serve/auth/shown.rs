//! An environment as the engine takes it and as clients see it.

use serde_json::{Value, json};

use super::scene::{Environment, Key, Organization};

impl Environment {
    /// Returns the settings that change answers, as the engine takes them.
    pub(crate) fn team(&self) -> Value {
        json!({
            "timezone": self.timezone,
            "week_start_day": self.week_start_day,
            "test_account_filters": self.test_account_filters,
            "path_cleaning_filters": self.path_cleaning_filters,
            "aggregate_users_by_distinct_id": self.aggregates_by_distinct_id,
        })
    }

    /// Returns the environment as `/api/projects/ID/` and `/api/environments/ID/` show it.
    pub(crate) fn shown(&self, organization: &Organization) -> Value {
        json!({
            "id": self.id.0,
            "uuid": self.uuid,
            "organization": organization.id,
            "project_id": self.project,
            "name": self.name,
            "api_token": self.api_token,
            "timezone": self.timezone,
            "week_start_day": self.week_start_day,
            "test_account_filters": self.test_account_filters,
            "path_cleaning_filters": self.path_cleaning_filters,
            "created_at": crate::time::Timestamp::from_micros(self.created_at).to_string(),
            "is_demo": false,
        })
    }
}

impl Key {
    /// Returns what the key may do, as its holder sees it.
    pub(crate) fn shown(&self) -> Value {
        json!({
            "scopes": self.scopes,
            "scoped_teams": self.environments,
            "scoped_organizations": self.organizations,
        })
    }
}
