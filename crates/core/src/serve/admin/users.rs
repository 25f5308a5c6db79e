//! Making users and admitting them to organizations.

use serde_json::json;

use super::{named, organization};
use crate::error::Error;
use crate::platform::{Platform, Response, Sql};
use crate::serve::auth::Level;
use crate::serve::exchange::{self, Exchange, uuid};
use crate::serve::fields;
use crate::serve::stored::admin;
use crate::serve::stored::setup::{self, NewUser};

/// Answers `{"email", "level"?, "organization"?, "first_name"?}` with the user, who is made unless there is one.
///
/// A user who was revoked is admitted again, without the old keys.
pub(super) async fn create<P: Platform>(exchange: &Exchange<'_, P>) -> Result<Response, Error> {
    let body = exchange.body()?;
    let (request, sql) = (exchange.request, exchange.platform.sql());
    let email = named(&body, "email")?;
    if !email.contains('@') {
        return Err(Error::invalid("Enter a valid email address.").at("email"));
    }
    let level_name = fields::text(&body, "level", 400)?.given().unwrap_or_else(|| "member".to_owned());
    let level = Level::from_name(&level_name)
        .ok_or_else(|| Error::invalid("A level is one of member, administrator, owner.").at("level"))?;
    let organization = organization(exchange, &body).await?;
    let organization = organization.ok_or_else(|| {
        Error::invalid("No organization has this id or name: make a project first.").at("organization")
    })?;
    let id = match sql.query(admin::user(&email)).await?.into_iter().next() {
        Some(row) => row.fields().integer()?,
        None => {
            let first_name = fields::text(&body, "first_name", 150)?.given().unwrap_or_default();
            let distinct_id = request.entropy.alphanumeric(32);
            setup::user(sql, NewUser { uuid: uuid(request), distinct_id, email: &email, first_name: &first_name })
                .await?
        }
    };
    let membership = setup::membership(uuid(request), &organization, id, level);
    sql.batch(vec![admin::admit_user(id, &organization), membership]).await?;
    exchange::json(201, &json!({"id": id, "email": email, "organization": organization, "level": level_name}))
}
