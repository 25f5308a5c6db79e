//! Sharing configurations, their passwords, and what their tokens open.

use serde_json::{Value, json};

use super::parsed;
use crate::platform::{Failure, Fields, Row, Statement, Value as Cell};
use crate::serve::auth::{Environment, Organization, PLACE, place};
use crate::time::Timestamp;

/// Holds a sharing configuration.
#[derive(Clone, Debug)]
pub(crate) struct Configuration {
    pub(crate) id: i64,
    pub(crate) subject: Subject,
    pub(crate) enabled: bool,
    pub(crate) token: String,
    pub(crate) settings: Option<Value>,
    pub(crate) password_required: bool,
    pub(crate) created_at: Timestamp,
    /// When a replaced configuration dies.
    pub(crate) expires_at: Option<Timestamp>,
}

/// Names what is shared.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Subject {
    Insight(i64),
    Dashboard(i64),
    /// What was shared once is gone.
    Nothing,
}

impl Subject {
    /// Returns the column that names it and its id.
    fn column(self) -> (&'static str, Option<i64>) {
        match self {
            Self::Insight(id) => ("insight_id", Some(id)),
            Self::Dashboard(id) => ("dashboard_id", Some(id)),
            Self::Nothing => ("insight_id", None),
        }
    }
}

const COLUMNS: &str = "s.id AS id, s.insight_id AS insight_id, s.dashboard_id AS dashboard_id, s.enabled AS enabled,
    s.access_token AS access_token, s.settings AS settings, s.password_required AS password_required,
    s.created_at AS shared_at, s.expires_at AS expires_at";

/// Names what is shared, and the environment whose figures are: each has links of its own.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) subject: Subject,
    pub(crate) environment: i64,
}

impl Place {
    /// Returns a statement about its configurations: `THESE` in the text stands for the condition that they meet, which takes
    /// the first two values.
    fn begin(self, text: &str) -> Statement {
        let (column, id) = self.subject.column();
        let condition = format!("{column} = ?1 AND environment_id = ?2");
        Statement::new(text.replace("THESE", &condition)).bind(id).bind(self.environment)
    }
}

/// Returns the statement that reads the current configuration of what is shared.
pub(crate) fn current(place: Place) -> Statement {
    place.begin(&format!(
        "SELECT {COLUMNS} FROM sharing_configurations s WHERE THESE AND expires_at IS NULL ORDER BY id DESC LIMIT 1"
    ))
}

/// Reads a row of [`current`].
pub(crate) fn read(row: Row) -> Result<Configuration, Failure> {
    read_fields(&mut row.fields())
}

fn read_fields(fields: &mut Fields) -> Result<Configuration, Failure> {
    let id = fields.integer()?;
    let subject = match (fields.optional_integer()?, fields.optional_integer()?) {
        (Some(insight), _) => Subject::Insight(insight),
        (None, Some(dashboard)) => Subject::Dashboard(dashboard),
        (None, None) => Subject::Nothing,
    };
    Ok(Configuration {
        id,
        subject,
        enabled: fields.flag()?,
        token: fields.text()?,
        settings: fields.optional_text()?.map(|text| parsed(&text)).transpose()?,
        password_required: fields.flag()?,
        created_at: Timestamp::from_micros(fields.integer()?),
        expires_at: fields.optional_integer()?.map(Timestamp::from_micros),
    })
}

/// Holds what a token opens, and where that is.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    pub(crate) configuration: Configuration,
    pub(crate) environment: Environment,
    pub(crate) organization: Organization,
}

/// Returns the statement that reads what a token opens.
pub(crate) fn by_token(token: &str) -> Statement {
    Statement::new(format!(
        "SELECT {COLUMNS}, {PLACE} FROM sharing_configurations s
           JOIN environments e ON e.id = s.environment_id JOIN projects p ON p.id = s.project_id
           JOIN organizations o ON o.id = p.organization_id
          WHERE s.access_token = ?1"
    ))
    .bind(token)
}

/// Reads a row of [`by_token`].
pub(crate) fn read_link(row: Row) -> Result<Link, Failure> {
    let mut fields = row.fields();
    let configuration = read_fields(&mut fields)?;
    let place = place(&mut fields)?.ok_or_else(|| Failure::malformed("a link has no place"))?;
    Ok(Link { configuration, environment: place.0, organization: place.1 })
}

/// Returns a row of [`by_token`] to be kept beside the database for a minute: the name of this copy, then JSON.
pub(crate) fn kept(row: &Row, copy: [u8; 8]) -> Vec<u8> {
    let cells = row.0.iter().map(|cell| match cell {
        Cell::Null | Cell::Bytes(_) => Value::Null,
        Cell::Integer(number) => json!(number),
        Cell::Real(number) => json!(number),
        Cell::Text(text) => json!(text),
    });
    [copy.as_slice(), Value::Array(cells.collect()).to_string().as_bytes()].concat()
}

/// Returns the row that [`kept`] wrote.
pub(crate) fn from_kept(bytes: &[u8]) -> Option<Row> {
    let (_copy, json) = bytes.split_first_chunk::<8>()?;
    let cells: Vec<Value> = serde_json::from_slice(json).ok()?;
    let cells = cells.into_iter().map(|cell| match cell {
        Value::Number(number) => number.as_i64().map(Cell::Integer),
        Value::String(text) => Some(Cell::Text(text)),
        _ => Some(Cell::Null),
    });
    cells.collect::<Option<_>>().map(Row)
}

/// Returns the statement that reads every token of what is shared that may still work.
pub(crate) fn tokens(subject: Subject) -> Statement {
    let (column, id) = subject.column();
    Statement::new(format!("SELECT access_token FROM sharing_configurations WHERE {column} = ?1")).bind(id)
}

/// Returns the statement that reads every token that opens something of an environment.
pub(crate) fn tokens_of(environment: i64) -> Statement {
    Statement::new("SELECT access_token FROM sharing_configurations WHERE environment_id = ?1").bind(environment)
}

/// Returns the statement that reads every token that shows one of these insights, by itself or on a dashboard.
pub(crate) fn tokens_showing(insights: &[i64]) -> Statement {
    Statement::new(
        "SELECT access_token FROM sharing_configurations WHERE insight_id IN (SELECT value FROM json_each(?1))
             OR dashboard_id IN (SELECT dashboard_id FROM tiles WHERE insight_id IN (SELECT value FROM json_each(?1)))",
    )
    .bind(json!(insights).to_string())
}

/// Holds a configuration that is about to be stored.
pub(crate) struct New<'a> {
    pub(crate) project: i64,
    pub(crate) place: Place,
    pub(crate) enabled: bool,
    pub(crate) token: &'a str,
    pub(crate) settings: Option<&'a Value>,
    pub(crate) password_required: bool,
    pub(crate) at: Timestamp,
}

/// Returns the statement that stores a configuration.
pub(crate) fn insert(new: &New<'_>) -> Statement {
    let (column, id) = new.place.subject.column();
    Statement::new(format!(
        "INSERT INTO sharing_configurations (project_id, environment_id, {column}, enabled, access_token, settings,
                                             password_required, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"
    ))
    .bind(new.project)
    .bind(new.place.environment)
    .bind(id)
    .bind(new.enabled)
    .bind(new.token)
    .bind(new.settings.map(Value::to_string))
    .bind(new.password_required)
    .bind(new.at.micros())
}

/// Returns the statement that changes the current configuration, which may be a newer one than was read.
pub(crate) fn update(place: Place, configuration: &Configuration) -> Statement {
    place
        .begin(
            "UPDATE sharing_configurations SET enabled = ?3, access_token = ?4, settings = ?5, password_required = ?6
              WHERE id = (SELECT max(id) FROM sharing_configurations WHERE THESE AND expires_at IS NULL)",
        )
        .bind(configuration.enabled)
        .bind(configuration.token.as_str())
        .bind(configuration.settings.as_ref().map(Value::to_string))
        .bind(configuration.password_required)
}

/// Returns the statement that makes every replaced token of what is shared die now.
pub(crate) fn expire_replaced(place: Place, now: Timestamp) -> Statement {
    place
        .begin(
            "UPDATE sharing_configurations SET enabled = 0, expires_at = min(expires_at, ?3)
              WHERE THESE AND expires_at IS NOT NULL",
        )
        .bind(now.micros())
}

/// Returns the statement that makes every current token but one die now: another request may have stored one since the
/// configuration was looked for, which nobody would be told to stop.
pub(crate) fn expire_others(place: Place, token: &str, now: Timestamp) -> Statement {
    place
        .begin(
            "UPDATE sharing_configurations SET enabled = 0, expires_at = ?4
              WHERE THESE AND expires_at IS NULL AND access_token <> ?3",
        )
        .bind(token)
        .bind(now.micros())
}

/// Returns the statement that makes a configuration a replaced one, which dies at `at`.
pub(crate) fn replace(id: i64, at: Timestamp) -> Statement {
    Statement::new("UPDATE sharing_configurations SET expires_at = ?2 WHERE id = ?1").bind(id).bind(at.micros())
}

/// Returns the statement that hands the passwords of a replaced configuration to the one with this token.
pub(crate) fn move_passwords(from: i64, token: &str) -> Statement {
    Statement::new(
        "UPDATE share_passwords SET sharing_id = (SELECT id FROM sharing_configurations WHERE access_token = ?2)
          WHERE sharing_id = ?1",
    )
    .bind(from)
    .bind(token)
}

/// Holds a password of a configuration, hashed.
#[derive(Clone, Debug)]
pub(crate) struct Password {
    pub(crate) id: i64,
    pub(crate) hash: String,
    pub(crate) note: Option<String>,
    created_at: Timestamp,
    created_by: Option<String>,
}

impl Password {
    /// Returns the password as the configuration lists it.
    pub(crate) fn shown(&self) -> Value {
        json!({
            "id": self.id,
            "created_at": self.created_at.to_string(),
            "note": self.note,
            "created_by_email": self.created_by.as_deref().unwrap_or("deleted user"),
            "is_active": true,
        })
    }
}

/// Returns the statement that reads the active passwords of a configuration.
pub(crate) fn passwords(configuration: i64) -> Statement {
    Statement::new(
        "SELECT w.id AS id, w.password_hash AS hash, w.note AS note, w.created_at AS created_at, u.email AS email
           FROM share_passwords w LEFT JOIN users u ON u.id = w.created_by
          WHERE w.sharing_id = ?1 AND w.is_active = 1 ORDER BY w.id",
    )
    .bind(configuration)
}

/// Reads a row of [`passwords`].
pub(crate) fn read_password(row: Row) -> Result<Password, Failure> {
    let mut fields = row.fields();
    Ok(Password {
        id: fields.integer()?,
        hash: fields.text()?,
        note: fields.optional_text()?,
        created_at: Timestamp::from_micros(fields.integer()?),
        created_by: fields.optional_text()?,
    })
}

/// Returns the statement that stores a password and returns its id.
pub(crate) fn insert_password(
    configuration: i64,
    hash: &str,
    note: Option<&str>,
    user: i64,
    at: Timestamp,
) -> Statement {
    Statement::new(
        "INSERT INTO share_passwords (sharing_id, password_hash, note, created_at, created_by)
         VALUES (?1, ?2, ?3, ?4, ?5) RETURNING id",
    )
    .bind(configuration)
    .bind(hash)
    .bind(note)
    .bind(at.micros())
    .bind(user)
}

/// Returns the statement that makes a password of a configuration no longer work.
pub(crate) fn retire_password(configuration: i64, id: i64) -> Statement {
    Statement::new("UPDATE share_passwords SET is_active = 0 WHERE sharing_id = ?1 AND id = ?2 AND is_active = 1")
        .bind(configuration)
        .bind(id)
}
