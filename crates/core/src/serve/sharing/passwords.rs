//! `…/sharing/passwords` (spec/api 5.4), and whether a password is right.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use subtle::ConstantTimeEq;

use super::{Path, current, find, may_use_passwords, note, without_feature};
use crate::error::{Error, ErrorKind};
use crate::insight::access::AccessLevel;
use crate::platform::{Platform, Response, Secrets, Sql};
use crate::serve::auth::Scope;
use crate::serve::exchange::{self, Exchange};
use crate::serve::fields;
use crate::serve::stored::setup::returned;
use crate::serve::stored::sharing::{self as stored, Password};

const SCOPE: Scope = Scope::Write("sharing_configuration");

const SHORTEST: usize = 8;
const LONGEST: usize = 1024;

/// The most rounds that Workers' WebCrypto does.
const ITERATIONS: u32 = 100_000;

/// Answers `POST`: a new password, shown this once.
pub(crate) async fn create<P: Platform>(exchange: &Exchange<'_, P>, path: Path<'_>) -> Result<Response, Error> {
    let shared = find(exchange, path, SCOPE, AccessLevel::Editor).await?;
    if !may_use_passwords(&shared.scene) {
        return without_feature();
    }
    let body = exchange.body()?;
    let note = note(&body)?;
    let given = fields::text(&body, "raw_password", LONGEST)?.given().filter(|password| !password.is_empty());
    if given.as_ref().is_some_and(|password| password.chars().count() < SHORTEST) {
        let detail = format!("Password must be at least {SHORTEST} characters long.");
        return Err(Error::invalid(detail).at("raw_password"));
    }
    let configuration = current(exchange, &shared).await?.filter(|stored| stored.password_required);
    let Some(configuration) = configuration else {
        return exchange::json(400, &json!({"error": "Password protection must be enabled first"}));
    };
    let password = given.unwrap_or_else(|| exchange.request.entropy.alphanumeric(16));
    let salt = exchange.request.entropy.bytes::<16>();
    let key = exchange.platform.secrets().derive(password.as_bytes(), &salt, ITERATIONS).await?;
    let hash = format!("pbkdf2_sha256${ITERATIONS}${}${}", URL_SAFE_NO_PAD.encode(salt), URL_SAFE_NO_PAD.encode(key));
    let user = &shared.scene.user;
    let statement = stored::insert_password(configuration.id, &hash, note.as_deref(), user.id, exchange.now());
    let id = returned(exchange.platform.sql(), statement).await?;
    let body = json!({
        "id": id,
        "password": password,
        "note": note,
        "created_at": exchange.now().to_string(),
        "created_by_email": user.basic.get("email").cloned().unwrap_or(Value::Null),
    });
    exchange::json(201, &body)
}

/// Answers `DELETE`: the password works no longer.
pub(crate) async fn delete<P: Platform>(
    exchange: &Exchange<'_, P>,
    path: Path<'_>,
    id: &str,
) -> Result<Response, Error> {
    let shared = find(exchange, path, SCOPE, AccessLevel::Editor).await?;
    let missing = || Error::new(ErrorKind::NotFound, "Password not found");
    let configuration = current(exchange, &shared).await?.ok_or_else(missing)?;
    let id = id.parse().map_err(|_| missing())?;
    match exchange.platform.sql().execute(stored::retire_password(configuration.id, id)).await? {
        0 => Err(missing()),
        _ => Ok(Response::new(204)),
    }
}

/// Returns the password among `known` that a visitor gave.
pub(crate) async fn matching<'a, P: Platform>(
    exchange: &Exchange<'_, P>,
    known: &'a [Password],
    given: &str,
) -> Result<Option<&'a Password>, Error> {
    if given.len() > LONGEST {
        return Ok(None);
    }
    for password in known {
        let Some((iterations, salt, hash)) = parts(&password.hash) else { continue };
        let key = exchange.platform.secrets().derive(given.as_bytes(), &salt, iterations).await?;
        if bool::from(key.as_slice().ct_eq(&hash)) {
            return Ok(Some(password));
        }
    }
    Ok(None)
}

/// Returns the rounds, the salt and the key of a stored password.
fn parts(stored: &str) -> Option<(u32, Vec<u8>, Vec<u8>)> {
    let mut parts = stored.strip_prefix("pbkdf2_sha256$")?.split('$');
    let iterations = parts.next()?.parse().ok()?;
    let mut bytes = || URL_SAFE_NO_PAD.decode(parts.next()?).ok();
    Some((iterations, bytes()?, bytes()?))
}
