//! `…/sharing` of an insight or a dashboard (spec/api 5.1–5.4).

pub(crate) mod links;
pub(crate) mod passwords;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::auth::{Scene, Scope, denied};
use super::exchange::{self, Exchange};
use super::fields::{self, Field};
use super::stored::activity::{self, Entry, Item};
use super::stored::insights::Deleted;
use super::stored::sharing::{self as stored, Configuration, New, Password, Subject};
use super::{dashboards, insights};
use crate::error::{Error, ErrorKind};
use crate::insight::access::AccessLevel;
use crate::insight::changes::change;
use crate::platform::{Platform, Response, Sql, Statement};
use crate::share::settings;

const OBJECT: &str = "sharing_configuration";

/// For how long a replaced token still works.
const GRACE_SECONDS: i64 = 300;

/// Names what a path shares.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Path<'a> {
    Insight(&'a str),
    Dashboard(&'a str),
}

/// Holds what is shared and who asks about it.
pub(super) struct Shared {
    pub(super) scene: Scene,
    pub(super) subject: Subject,
    /// What the activity log calls it; `None` without a name.
    pub(super) title: Option<String>,
    short_id: Option<String>,
    level: AccessLevel,
}

impl Shared {
    /// Returns where its configuration is.
    pub(super) fn place(&self) -> stored::Place {
        stored::Place { subject: self.subject, environment: self.scene.environment.id.0 }
    }
}

/// Answers `GET`: the stored configuration, or one that is not stored.
pub(crate) async fn show<P: Platform>(exchange: &Exchange<'_, P>, path: Path<'_>) -> Result<Response, Error> {
    let shared = find(exchange, path, Scope::Read(OBJECT), AccessLevel::Viewer).await?;
    let current = current(exchange, &shared).await?;
    answer(exchange, &shared, current.as_ref()).await
}

/// Answers `PATCH`: stores what the body gives; switching on issues a new token.
pub(crate) async fn update<P: Platform>(exchange: &Exchange<'_, P>, path: Path<'_>) -> Result<Response, Error> {
    let shared = find(exchange, path, Scope::Write(OBJECT), AccessLevel::Editor).await?;
    if shared.scene.organization.forbids_sharing() {
        return Err(denied("Public sharing is disabled for this organization."));
    }
    let body = exchange.body()?;
    let enabled = fields::flag(&body, "enabled")?;
    let password_required = fields::flag(&body, "password_required")?;
    let settings = body.get("settings").map(settings::accepted).transpose()?;
    if password_required == Some(true) && !may_use_passwords(&shared.scene) {
        return without_feature();
    }
    let stored = current(exchange, &shared).await?;
    let was_enabled = stored.as_ref().is_some_and(|stored| stored.enabled);
    let mut changed = stored.clone().unwrap_or_else(|| unsaved(exchange, &shared));
    changed.enabled = enabled.unwrap_or(changed.enabled);
    changed.password_required = password_required.unwrap_or(changed.password_required);
    changed.settings = settings.unwrap_or(changed.settings);
    let switches_on = changed.enabled && !was_enabled;
    if switches_on && stored.is_some() {
        changed.token = new_token(exchange);
    }
    let write = match &stored {
        Some(_) => stored::update(shared.place(), &changed),
        None => insert(exchange, &shared, &changed),
    };
    let mut statements = vec![write, stored::expire_others(shared.place(), &changed.token, exchange.now())];
    // A replaced token works on only while nothing is closed with it.
    if switches_on || !changed.enabled || password_required == Some(true) {
        statements.push(stored::expire_replaced(shared.place(), exchange.now()));
    }
    if changed.enabled != was_enabled {
        let activity = if changed.enabled { "sharing enabled" } else { "sharing disabled" };
        let changes = json!([change("sharing", json!(was_enabled), json!(changed.enabled))]);
        statements.extend(logged(exchange, &shared, activity, changes));
        let exported = "exported for opengraph image";
        statements.extend(logged(exchange, &shared, exported, Value::Null).filter(|_| switches_on));
    }
    store(exchange, shared.subject, statements).await?;
    let current = current(exchange, &shared).await?;
    answer(exchange, &shared, current.as_ref()).await
}

/// Answers `POST …/sharing/refresh`: a new token, while the old one works a little longer.
pub(crate) async fn rotate<P: Platform>(exchange: &Exchange<'_, P>, path: Path<'_>) -> Result<Response, Error> {
    let shared = find(exchange, path, Scope::Write(OBJECT), AccessLevel::Editor).await?;
    if shared.scene.organization.forbids_sharing() {
        return Err(denied("Public sharing is disabled for this organization."));
    }
    let replaced = current(exchange, &shared).await?;
    let mut next = replaced.clone().unwrap_or_else(|| unsaved(exchange, &shared));
    next.token = new_token(exchange);
    let mut statements = Vec::new();
    if let Some(replaced) = &replaced {
        statements.push(stored::replace(replaced.id, exchange.now().plus_seconds(GRACE_SECONDS)));
    }
    statements.push(insert(exchange, &shared, &next));
    statements.push(stored::expire_others(shared.place(), &next.token, exchange.now()));
    if let Some(replaced) = &replaced {
        statements.push(stored::move_passwords(replaced.id, &next.token));
    }
    statements.extend(logged(exchange, &shared, "access token refreshed", Value::Null));
    store(exchange, shared.subject, statements).await?;
    let current = current(exchange, &shared).await?;
    answer(exchange, &shared, current.as_ref()).await
}

/// Returns what the path shares, if the caller may do this much with it.
pub(super) async fn find<P: Platform>(
    exchange: &Exchange<'_, P>,
    path: Path<'_>,
    scope: Scope,
    least: AccessLevel,
) -> Result<Shared, Error> {
    let shared = match path {
        Path::Insight(id) => {
            let found = insights::find(exchange, scope, id, Deleted::Hidden).await;
            let (scene, insight) = found.map_err(|error| named_missing(error, "Insight not found."))?;
            let level = insights::level(&scene, &insight);
            let title = insight.title().map(str::to_owned);
            let subject = Subject::Insight(insight.id);
            Shared { scene, subject, title, short_id: Some(insight.short_id), level }
        }
        Path::Dashboard(id) => {
            let found = dashboards::find(exchange, scope, id, Deleted::Hidden).await;
            let (scene, dashboard) = found.map_err(|error| named_missing(error, "Dashboard not found."))?;
            let level = dashboards::sharing_level(exchange, &scene, &dashboard).await?;
            let (subject, title) = (Subject::Dashboard(dashboard.id), dashboard.name);
            Shared { scene, subject, title, short_id: None, level }
        }
    };
    if shared.level < least {
        return Err(denied(format!("You do not have {} access to this resource.", least.name())));
    }
    Ok(shared)
}

fn named_missing(error: Error, detail: &str) -> Error {
    match (error.kind(), error.detail()) {
        (ErrorKind::NotFound, "Not found.") => Error::new(ErrorKind::NotFound, detail),
        _ => error,
    }
}

/// Returns the stored configuration.
pub(super) async fn current<P: Platform>(
    exchange: &Exchange<'_, P>,
    shared: &Shared,
) -> Result<Option<Configuration>, Error> {
    let rows = exchange.platform.sql().query(stored::current(shared.place())).await?;
    Ok(rows.into_iter().next().map(stored::read).transpose()?)
}

fn unsaved<P: Platform>(exchange: &Exchange<'_, P>, shared: &Shared) -> Configuration {
    Configuration {
        id: 0,
        subject: shared.subject,
        enabled: false,
        token: new_token(exchange),
        settings: None,
        password_required: false,
        created_at: exchange.now(),
        expires_at: None,
    }
}

/// Returns 22 random bytes as URL-safe text.
pub(super) fn new_token<P: Platform>(exchange: &Exchange<'_, P>) -> String {
    URL_SAFE_NO_PAD.encode(exchange.request.entropy.bytes::<22>())
}

fn insert<P: Platform>(exchange: &Exchange<'_, P>, shared: &Shared, configuration: &Configuration) -> Statement {
    stored::insert(&New {
        project: shared.scene.environment.project,
        place: shared.place(),
        enabled: configuration.enabled,
        token: &configuration.token,
        settings: configuration.settings.as_ref(),
        password_required: configuration.password_required,
        at: exchange.now(),
    })
}

/// Writes, and forgets what the tokens of `subject` were known to open, before and after.
pub(super) async fn store<P: Platform>(
    exchange: &Exchange<'_, P>,
    subject: Subject,
    mut statements: Vec<Statement>,
) -> Result<Vec<Vec<crate::platform::Row>>, Error> {
    statements.insert(0, stored::tokens(subject));
    statements.push(stored::tokens(subject));
    let mut rows = exchange.platform.sql().batch(statements).await?;
    let after = rows.pop().unwrap_or_default();
    let before = if rows.is_empty() { Vec::new() } else { rows.remove(0) };
    links::forget_all(exchange.platform, before.into_iter().chain(after).collect()).await?;
    Ok(rows)
}

/// Logs what was done to the sharing of an insight that has a name.
pub(super) fn logged<P: Platform>(
    exchange: &Exchange<'_, P>,
    shared: &Shared,
    activity: &'static str,
    changes: Value,
) -> Option<Statement> {
    let (scope, id) = match shared.subject {
        Subject::Insight(id) => ("Insight", id),
        Subject::Dashboard(id) => ("Dashboard", id),
        Subject::Nothing => return None,
    };
    let name = shared.title.as_deref()?;
    let detail = json!({
        "changes": changes, "trigger": null, "type": null, "name": name, "short_id": shared.short_id,
    });
    Some(activity::insert(Entry {
        id: exchange::uuid(exchange.request),
        project: shared.scene.environment.project,
        user: Some(shared.scene.user.id),
        activity,
        scope,
        item: Item::Id(id),
        detail,
        at: exchange.now(),
    }))
}

/// Returns whether the organization has the paid feature of passwords.
pub(super) fn may_use_passwords(scene: &Scene) -> bool {
    scene.organization.has_feature("advanced_permissions") || scene.organization.has_feature("access_control")
}

/// Returns the refusal of passwords without their feature, which has a shape of its own.
pub(super) fn without_feature() -> Result<Response, Error> {
    let error = "Password protection requires the Advanced Permissions feature";
    exchange::json(403, &json!({"error": error}))
}

async fn answer<P: Platform>(
    exchange: &Exchange<'_, P>,
    shared: &Shared,
    configuration: Option<&Configuration>,
) -> Result<Response, Error> {
    let passwords = match configuration {
        None => Vec::new(),
        Some(configuration) => active_passwords(exchange, configuration.id).await?,
    };
    let unsaved = unsaved(exchange, shared);
    let shown = configuration.unwrap_or(&unsaved);
    let passwords: Vec<Value> = passwords.iter().map(Password::shown).collect();
    let body = json!({
        "created_at": configuration.map(|stored| stored.created_at.to_string()),
        "enabled": shown.enabled,
        "access_token": shown.token,
        "settings": shown.settings,
        "password_required": shown.password_required,
        "share_passwords": passwords,
        "user_access_level": shared.level.name(),
    });
    exchange::json(200, &body)
}

/// Returns the passwords of a configuration that work.
pub(super) async fn active_passwords<P: Platform>(
    exchange: &Exchange<'_, P>,
    configuration: i64,
) -> Result<Vec<Password>, Error> {
    let rows = exchange.platform.sql().query(stored::passwords(configuration)).await?;
    Ok(rows.into_iter().map(stored::read_password).collect::<Result<_, _>>()?)
}

/// Returns the note that a body gives for a password.
pub(super) fn note(body: &serde_json::Map<String, Value>) -> Result<Option<String>, Error> {
    fields::text(body, "note", 100).map(Field::given)
}
