//! An insight as it is stored, with what hangs on it.

use serde_json::Value;

use super::access::Grant;
use crate::time::Timestamp;

/// Holds a stored insight (spec/api 2.1).
#[derive(Clone, Debug, PartialEq)]
pub struct Insight {
    /// The primary key.
    pub id: i64,
    /// Eight letters and digits, unique within the environment.
    pub short_id: String,
    /// The environment in which it was made.
    pub environment: i64,
    /// What the client called it.
    pub name: Option<String>,
    /// What the client would call it without a name.
    pub derived_name: Option<String>,
    /// What the client says about it.
    pub description: Option<String>,
    /// Legacy filters, as given.
    pub filters: Value,
    /// The query, as given.
    pub query: Option<Value>,
    /// Its place in lists.
    pub order: Option<i64>,
    /// Whether it was deleted, and can be restored.
    pub deleted: bool,
    /// Whether somebody marked it as a favourite.
    pub favorited: bool,
    /// Whether it was saved rather than only looked at.
    pub saved: bool,
    /// Whether it came with the product.
    pub is_sample: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// The maker's id.
    pub creator: Option<i64>,
    /// The maker as the API shows users, or null.
    pub created_by: Value,
    /// When anything of it last changed.
    pub updated_at: Timestamp,
    /// When what it asks or is called last changed.
    pub last_modified_at: Timestamp,
    /// Who did that, as the API shows users, or null.
    pub last_modified_by: Value,
    /// Its tags, sorted.
    pub tags: Vec<String>,
    /// Its live tiles on live dashboards, by dashboard.
    pub tiles: Vec<Tile>,
    /// Who may do what with it, where that was said.
    pub grants: Vec<Grant>,
    /// When somebody last looked at it; filled in by lists.
    pub last_viewed_at: Option<Timestamp>,
}

/// Holds an insight's place on a dashboard.
#[derive(Clone, Debug, PartialEq)]
pub struct Tile {
    /// The primary key.
    pub id: i64,
    /// The dashboard.
    pub dashboard: i64,
    /// The dashboard's name.
    pub dashboard_name: Option<String>,
    /// Who may edit the dashboard: 21 everybody, 37 collaborators.
    pub restriction_level: i64,
    /// Whether it was deleted once; `None` if never.
    pub deleted: Option<bool>,
}

impl Insight {
    /// Returns what the activity log calls it: its name, else its derived name; neither may be empty.
    pub fn title(&self) -> Option<&str> {
        [&self.name, &self.derived_name].into_iter().filter_map(|name| name.as_deref()).find(|name| !name.is_empty())
    }

    /// Returns the level that editing it takes: the highest of its dashboards.
    pub fn restriction_level(&self) -> i64 {
        self.tiles.iter().map(|tile| tile.restriction_level).max().unwrap_or(21)
    }
}
