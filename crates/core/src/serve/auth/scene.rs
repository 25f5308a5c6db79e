//! Who asks and where: caller, environment, organization and membership, read in one statement.

use std::sync::LazyLock;

use serde_json::Value;

use super::rows::{key, place, user};
use super::{Credentials, denied};
use crate::error::{Error, ErrorKind};
use crate::platform::{EnvironmentId, Failure, Row, Statement};
use crate::serve::exchange::Selector;
use crate::time::Timestamp;

/// Holds the person, if any, and the place of a request that was let in.
#[derive(Clone, Debug)]
pub(crate) struct Scene {
    pub(crate) user: User,
    pub(crate) key: Option<Key>,
    pub(crate) environment: Environment,
    pub(crate) organization: Organization,
    pub(crate) membership: Option<Membership>,
    private: bool,
    project_member: bool,
}

/// Holds a user.
#[derive(Clone, Debug)]
pub(crate) struct User {
    pub(crate) id: i64,
    /// The user as the API shows it everywhere (`UserBasic`).
    pub(crate) basic: Value,
    pub(super) active: bool,
}

/// Holds the limits of a personal API key.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    pub(crate) id: String,
    pub(crate) scopes: Vec<String>,
    pub(super) environments: Vec<i64>,
    pub(super) organizations: Vec<String>,
    pub(super) last_used: Option<Timestamp>,
}

/// Holds an environment, and what its calculations depend on.
#[derive(Clone, Debug)]
pub(crate) struct Environment {
    pub(crate) id: EnvironmentId,
    pub(crate) project: i64,
    pub(crate) name: String,
    pub(crate) uuid: String,
    pub(crate) api_token: String,
    pub(crate) timezone: String,
    pub(crate) week_start_day: i64,
    pub(crate) test_account_filters: Value,
    pub(crate) path_cleaning_filters: Value,
    pub(crate) aggregates_by_distinct_id: bool,
    pub(crate) created_at: i64,
    /// How often events were deleted: no answer from before is shown.
    pub(crate) deletions: i64,
}

/// Holds an organization's switches.
#[derive(Clone, Debug)]
pub(crate) struct Organization {
    pub(crate) id: String,
    pub(crate) features: Vec<String>,
    pub(crate) flags: Vec<String>,
    pub(crate) allows_sharing: bool,
    pub(super) allows_keys: bool,
    pub(crate) ai_approved: bool,
}

/// Holds the caller's place in the organization.
#[derive(Clone, Debug)]
pub(crate) struct Membership {
    pub(crate) id: String,
    pub(crate) level: Level,
}

/// Ranks members of an organization.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Level {
    Member,
    Administrator,
    Owner,
}

impl Level {
    /// Returns the number as which the rank is stored.
    pub(crate) const fn number(self) -> i64 {
        match self {
            Self::Member => 1,
            Self::Administrator => 8,
            Self::Owner => 15,
        }
    }

    /// Returns the rank called `name`.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        match name {
            "member" => Some(Self::Member),
            "admin" | "administrator" => Some(Self::Administrator),
            "owner" => Some(Self::Owner),
            _ => None,
        }
    }

    /// Returns the rank that is stored as `number`.
    pub(crate) fn from_number(number: i64) -> Self {
        match number {
            15.. => Self::Owner,
            8.. => Self::Administrator,
            _ => Self::Member,
        }
    }
}

impl Organization {
    /// Returns whether a paid feature is switched on.
    pub(crate) fn has_feature(&self, name: &str) -> bool {
        self.features.iter().any(|feature| feature == name)
    }

    /// Returns whether a product flag is switched on.
    pub(crate) fn has_flag(&self, name: &str) -> bool {
        self.flags.iter().any(|flag| flag == name)
    }

    /// Returns whether public links are forbidden (a paid switch, spec/api 5.2).
    pub(crate) fn forbids_sharing(&self) -> bool {
        !self.allows_sharing && self.has_feature("organization_security_settings")
    }
}

impl Scene {
    /// Returns whether the caller administers the organization.
    pub(crate) fn is_administrator(&self) -> bool {
        self.membership.as_ref().is_some_and(|member| member.level >= Level::Administrator)
    }

    /// Refuses who is not a member, or not of a private project.
    pub(super) fn check_membership(&self) -> Result<(), Error> {
        let inside = match &self.membership {
            None => false,
            Some(_) => !self.private || self.is_administrator() || self.project_member,
        };
        if inside { Ok(()) } else { Err(denied("You don't have access to the project.")) }
    }
}

impl Key {
    /// Says whether the key may do all that its user may.
    pub(crate) fn is_unlimited(&self) -> bool {
        self.scopes.iter().any(|scope| scope == "*") && self.environments.is_empty() && self.organizations.is_empty()
    }

    fn reaches(&self, environment: &Environment, organization: &Organization) -> bool {
        self.check_limits(environment, organization).is_ok()
    }

    /// Refuses what lies outside the key's projects and organizations.
    pub(super) fn check_limits(&self, environment: &Environment, organization: &Organization) -> Result<(), Error> {
        let refusal =
            |what: &str, id: &str| denied(format!("API key does not have access to the requested {what}: ID {id}."));
        let id = environment.id.0;
        if !self.environments.is_empty() && !self.environments.contains(&id) {
            return Err(refusal("project", &id.to_string()));
        }
        if !self.organizations.is_empty() && !self.organizations.contains(&organization.id) {
            return Err(refusal("organization", &organization.id));
        }
        Ok(())
    }
}

/// The SQL expression of `UserBasic` (spec/api 2.1) for the row of `users` called `alias`; null without one.
macro_rules! user_json {
    ($alias:literal) => {
        concat!(
            "CASE WHEN ",
            $alias,
            ".id IS NOT NULL THEN json_object('id', ",
            $alias,
            ".id, 'uuid', ",
            $alias,
            ".uuid, 'distinct_id', ",
            $alias,
            ".distinct_id, 'first_name', ",
            $alias,
            ".first_name, 'last_name', ",
            $alias,
            ".last_name, 'email', ",
            $alias,
            ".email, 'is_email_verified', CASE ",
            $alias,
            ".is_email_verified WHEN 1 THEN json('true') WHEN 0 THEN json('false') END, ",
            "'hedgehog_config', NULL, 'role_at_organization', ",
            $alias,
            ".role_at_organization) END"
        )
    };
}
pub(crate) use user_json;

/// The columns of a place (environment `e`, project `p`, organization `o`), as [`place`] reads them.
pub(crate) const PLACE: &str = "e.id AS environment_id, e.project_id AS project_id, e.name AS environment_name,
    e.uuid AS environment_uuid, e.api_token AS api_token, e.timezone AS timezone, e.week_start_day AS week_start,
    e.test_account_filters AS test_filters, e.path_cleaning_filters AS path_filters,
    e.aggregate_users_by_distinct_id AS by_distinct_id, e.created_at AS created_at,
    e.deletions AS deletions, p.private AS private,
    o.id AS organization_id, o.features AS features, o.flags AS flags,
    o.allow_publicly_shared_resources AS sharing, o.allow_personal_api_keys AS keys_allowed,
    o.ai_approved AS ai_approved";

const USER: &str = concat!("u.id AS user_id, u.is_active AS active, ", user_json!("u"), " AS user_json");

static SCENE: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT {USER}, k.id AS key_id, k.scopes AS scopes, k.scoped_teams AS teams,
                k.scoped_organizations AS organizations, k.last_used_at AS last_used, {PLACE}, m.id AS membership_id, m.level AS level,
                pm.user_id AS project_member
           FROM (SELECT 1 AS one)
           LEFT JOIN personal_api_keys k ON k.secure_value = ?1 OR k.id = ?2
           LEFT JOIN users u ON u.id = k.user_id
           LEFT JOIN environments current ON current.id = u.current_environment_id
           LEFT JOIN environments e ON e.id = CASE ?4
             WHEN 'current project' THEN current.project_id WHEN 'current environment' THEN current.id ELSE ?3 END
           LEFT JOIN projects p ON p.id = e.project_id AND (?4 <> 'project' OR p.id = e.id)
           LEFT JOIN organizations o ON o.id = p.organization_id
           LEFT JOIN memberships m ON m.organization_id = o.id AND m.user_id = u.id
           LEFT JOIN project_members pm ON pm.project_id = p.id AND pm.user_id = u.id"
    )
});

/// Returns the statement that reads the scene of these credentials at this place: always one row.
pub(super) fn statement(credentials: &Credentials, selector: Selector) -> Statement {
    let (key, signed_in_with) = match credentials {
        Credentials::Key { secure_value, .. } => (Some(secure_value.as_str()), None),
        Credentials::Session { key } => (None, Some(key.as_str())),
    };
    let (id, kind) = match selector {
        Selector::Project(id) => (Some(id.0), "project"),
        Selector::Environment(id) => (Some(id.0), "environment"),
        Selector::CurrentProject => (None, "current project"),
        Selector::CurrentEnvironment => (None, "current environment"),
        Selector::Unknown => (None, "environment"),
    };
    Statement::new(SCENE.as_str()).bind(key).bind(signed_in_with).bind(id).bind(kind)
}

/// Holds what the scene's statement found, before anybody was let in.
pub(super) struct Found {
    user: Option<User>,
    key: Option<Key>,
    place: Option<(Environment, Organization, bool)>,
    membership: Option<Membership>,
    project_member: bool,
}

impl Found {
    /// Takes the rows of the scene's statement, which was the first of a batch, and reads them.
    ///
    /// # Errors
    ///
    /// Fails when there is none, or when it cannot be read.
    pub(super) fn first(rows: &mut Vec<Vec<Row>>) -> Result<Self, Error> {
        let row = rows.drain(..rows.len().min(1)).flatten().next();
        Ok(Self::read(row.ok_or_else(|| Error::internal("the scene has no row"))?)?)
    }

    /// Returns whether the credentials are a key that is not stored as given.
    pub(super) fn lacks_key(&self, credentials: &Credentials) -> bool {
        self.key.is_none() && matches!(credentials, Credentials::Key { .. })
    }

    fn read(row: Row) -> Result<Self, Failure> {
        let mut fields = row.fields();
        let user = user(&mut fields)?;
        let key = key(&mut fields)?;
        let place = place(&mut fields)?;
        let membership = match (fields.optional_text()?, fields.optional_integer()?) {
            (Some(id), Some(level)) => Some(Membership { id, level: Level::from_number(level) }),
            _ => None,
        };
        let project_member = fields.optional_integer()?.is_some();
        Ok(Self { user, key, place, membership, project_member })
    }

    /// Returns the active user that the credentials name.
    pub(super) fn caller(&self, credentials: &Credentials) -> Result<(User, Option<Key>), Error> {
        let user = self.user.clone().filter(|user| user.active);
        match credentials {
            Credentials::Key { place, .. } => {
                let caller = user.zip(self.key.clone()).ok_or_else(|| place.refusal())?;
                Ok((caller.0, Some(caller.1)))
            }
            Credentials::Session { .. } => {
                let detail = "Authentication credentials were not provided.";
                let user = user.ok_or_else(|| Error::new(ErrorKind::NotAuthenticated, detail))?;
                Ok((user, None))
            }
        }
    }

    /// Returns the scene, if its place exists and is one that `@current` may mean.
    pub(super) fn scene(self, user: User, key: Option<Key>, selector: Selector) -> Result<Scene, Error> {
        let is_current = matches!(selector, Selector::CurrentProject | Selector::CurrentEnvironment);
        let nowhere = || {
            let detail = if is_current { "Not found." } else { "Project not found." };
            Error::new(ErrorKind::NotFound, detail)
        };
        let (environment, organization, private) = self.place.ok_or_else(nowhere)?;
        let reaches = key.as_ref().is_none_or(|key| key.reaches(&environment, &organization));
        if is_current && !reaches {
            return Err(nowhere());
        }
        let (membership, project_member) = (self.membership, self.project_member);
        Ok(Scene { user, key, environment, organization, membership, private, project_member })
    }
}
