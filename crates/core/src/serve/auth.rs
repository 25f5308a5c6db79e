//! Who asks, and whether they may: authentication, then the project, membership, the key's limits and
//! its scopes, in the order of spec/api 7.3. Every handler passes here before it reads anything else.

mod credentials;
mod old_keys;
mod reach;
mod rows;
mod scene;
mod scope;
mod session;
mod shown;

use super::exchange::{Exchange, Selector};
use super::stored::place::Place;
use crate::error::{Error, ErrorKind};
use crate::platform::{Asker, Platform, Rate, Row, Sql, Statement, TestHooks, Throttling};

pub(crate) use credentials::{Credentials, hashed_key};
pub(crate) use reach::{Reach, reach};
pub(crate) use rows::place;
pub(crate) use scene::{Environment, Key, Level, Organization, PLACE, Scene, User, user_json};
pub(crate) use scope::Scope;
pub(crate) use session::{COOKIE, check_not_cross_site, cookie, sealed, session, unsealed};

/// No environment has this id.
const NOWHERE: i64 = 0;

/// Returns who asks and where, if they may do what `scope` names.
///
/// # Errors
///
/// The first refusal in the order of spec/api 7.3, up to the scope.
pub(crate) async fn enter<P: Platform>(exchange: &Exchange<'_, P>, scope: Scope) -> Result<Scene, Error> {
    Ok(enter_reading(exchange, scope, |_| Vec::new()).await?.0)
}

/// Does what [`enter`] does, and reads more in the same round trip; `more` is told the project.
///
/// # Errors
///
/// As [`enter`]; then nothing of what was read is handed out.
pub(crate) async fn enter_reading<P: Platform>(
    exchange: &Exchange<'_, P>,
    scope: Scope,
    more: impl FnOnce(Place<'_>) -> Vec<Statement>,
) -> Result<(Scene, Vec<Vec<Row>>), Error> {
    let credentials = Credentials::of(exchange)?;
    let mut statements = vec![scene::statement(&credentials, exchange.selector)];
    statements.extend(more(match exchange.selector {
        Selector::Project(id) | Selector::Environment(id) => Place::Environment(id.0),
        Selector::CurrentProject | Selector::CurrentEnvironment => Place::CurrentOf(&credentials),
        Selector::Unknown => Place::Environment(NOWHERE),
    }));
    let mut rows = exchange.platform.sql().batch(statements.clone()).await?;
    let mut found = scene::Found::first(&mut rows)?;
    if found.lacks_key(&credentials) && upgrade(exchange).await? {
        rows = exchange.platform.sql().batch(statements).await?;
        found = scene::Found::first(&mut rows)?;
    }

    let (user, key) = found.caller(&credentials)?;
    let scene = found.scene(user, key, exchange.selector)?;
    scene.check_membership()?;
    if let Some(key) = &scene.key {
        key.check_limits(&scene.environment, &scene.organization)?;
        if !scene.organization.allows_keys {
            return Err(denied("Your organization does not allow personal API keys."));
        }
        scope.check(&key.scopes)?;
        throttle(exchange, scene.environment.id, exchange.rate)?;
        note_use(exchange, &credentials, key).await;
    }
    Ok((scene, rows))
}

/// Refuses who asks too often (spec/api 7.5).
///
/// # Errors
///
/// 429, which says when to ask again.
pub(crate) fn throttle<P: Platform>(
    exchange: &Exchange<'_, P>,
    asker: impl Into<Asker>,
    rate: Rate,
) -> Result<(), Error> {
    let settings = exchange.platform.settings();
    let is_asked_for = exchange.request.header("x-oriel-throttling").is_some();
    if settings.throttling == Throttling::Off && !(settings.test_hooks == TestHooks::On && is_asked_for) {
        return Ok(());
    }
    let throttles = exchange.platform.throttles();
    throttles.admit(asker, rate, exchange.now()).map_err(Error::throttled)
}

/// Notes that a key was used, at most once an hour, so that reading costs no write.
async fn note_use<P: Platform>(exchange: &Exchange<'_, P>, credentials: &Credentials, key: &Key) {
    const HOUR_SECONDS: i64 = 60 * 60;
    let Credentials::Key { secure_value, .. } = credentials else { return };
    if key.last_used.is_some_and(|last| exchange.now() < last.plus_seconds(HOUR_SECONDS)) {
        return;
    }
    let statement = Statement::new("UPDATE personal_api_keys SET last_used_at = ?2 WHERE secure_value = ?1")
        .bind(secure_value.as_str())
        .bind(exchange.now().micros());
    // The request is answered all the same: the note is for the key's owner.
    if let Err(failure) = exchange.platform.sql().execute(statement).await {
        exchange.platform.log(&failure.to_string());
    }
}

/// Returns the user who asks, and the key that was used, on routes that belong to no project.
///
/// # Errors
///
/// 401 without valid credentials.
pub(crate) async fn caller<P: Platform>(exchange: &Exchange<'_, P>) -> Result<(User, Option<Key>), Error> {
    let credentials = Credentials::of(exchange)?;
    let statement = scene::statement(&credentials, Selector::CurrentEnvironment);
    let mut found = scene::Found::first(&mut exchange.platform.sql().batch(vec![statement.clone()]).await?)?;
    if found.lacks_key(&credentials) && upgrade(exchange).await? {
        found = scene::Found::first(&mut exchange.platform.sql().batch(vec![statement]).await?)?;
    }
    found.caller(&credentials)
}

/// Looks for an unknown key among those that are stored the old way; returns whether it is known now.
async fn upgrade<P: Platform>(exchange: &Exchange<'_, P>) -> Result<bool, Error> {
    match credentials::key(exchange) {
        Some((key, _)) => old_keys::upgrade(exchange, &key).await,
        None => Ok(false),
    }
}

/// Returns the refusal of something that the caller may not do.
pub(crate) fn denied(detail: impl Into<String>) -> Error {
    Error::new(ErrorKind::PermissionDenied, detail)
}
