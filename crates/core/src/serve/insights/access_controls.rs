//! `…/insights/ID/access_controls` and `users_with_access` (spec/api 1.9).

use serde_json::{Value, json};

use super::{find, level};
use crate::error::Error;
use crate::insight::access::{AccessLevel, granted_level};
use crate::insight::record::Insight;
use crate::platform::{Platform, Response, Sql};
use crate::serve::auth::{Scene, Scope, denied};
use crate::serve::exchange::{self, Exchange, uuid};
use crate::serve::fields;
use crate::serve::stored::access_controls::{self as stored, Holder};
use crate::serve::stored::insights::Deleted;

const OBJECT: &str = "access_control";

/// Answers `GET …/access_controls`.
pub(crate) async fn show<P: Platform>(exchange: &Exchange<'_, P>, id: &str) -> Result<Response, Error> {
    let (scene, insight) = find(exchange, Scope::Read(OBJECT), id, Deleted::Hidden).await?;
    let rows = exchange.platform.sql().query(stored::of_insight(insight.id)).await?;
    let controls = rows.into_iter().map(stored::read).collect::<Result<Vec<_>, _>>()?;
    let levels: Vec<&str> = AccessLevel::ALL.map(AccessLevel::name).to_vec();
    let body = json!({
        "access_controls": controls,
        "available_access_levels": levels,
        "default_access_level": "editor",
        "user_access_level": level(&scene, &insight).name(),
        "user_can_edit_access_levels": may_edit(&scene, &insight),
    });
    exchange::json(200, &body)
}

/// Answers `PUT …/access_controls`: writes, changes or removes the row of a holder.
pub(crate) async fn put<P: Platform>(exchange: &Exchange<'_, P>, id: &str) -> Result<Response, Error> {
    let (scene, insight) = find(exchange, Scope::Write(OBJECT), id, Deleted::Hidden).await?;
    if !may_edit(&scene, &insight) {
        return Err(denied("Must be manager to modify insight permissions."));
    }
    let body = exchange.body()?;
    let member = fields::text(&body, "organization_member", 100)?.given();
    let role = fields::text(&body, "role", 100)?.given();
    if role.as_deref() == Some("") {
        return Err(Error::invalid("This field may not be blank.").at("role"));
    }
    if member.is_some() && role.is_some() {
        return Err(Error::invalid("Give organization_member or role, not both."));
    }
    let holder = Holder { member: member.as_deref(), role: role.as_deref() };
    let given = match body.get("access_level") {
        None => return Err(Error::required("access_level")),
        Some(Value::Null) => None,
        Some(value) => {
            let level = value.as_str().and_then(AccessLevel::from_name).ok_or_else(|| {
                let names = AccessLevel::ALL.map(AccessLevel::name).join(", ");
                Error::invalid(format!("access_level must be one of {names}.")).at("access_level")
            })?;
            Some(level)
        }
    };
    if let Some(member) = holder.member {
        let statement = stored::membership(member, &scene.organization.id);
        if exchange.platform.sql().query(statement).await?.is_empty() {
            return Err(Error::invalid("No such member of the organization.").at("organization_member"));
        }
    }
    let Some(level) = given else {
        exchange.platform.sql().execute(stored::delete(insight.id, holder)).await?;
        return Ok(Response::new(204));
    };
    let write = stored::write(stored::New {
        id: uuid(exchange.request),
        project: scene.environment.project,
        insight: insight.id,
        holder,
        level,
        user: scene.user.id,
        at: exchange.now(),
    });
    let rows = exchange.platform.sql().batch(vec![write, stored::of_holder(insight.id, holder)]).await?;
    let row = rows.into_iter().flatten().next_back().ok_or_else(|| Error::internal("the row is gone"))?;
    exchange::json(200, &stored::read(row)?)
}

/// Answers `GET …/users_with_access`.
pub(crate) async fn users<P: Platform>(exchange: &Exchange<'_, P>, id: &str) -> Result<Response, Error> {
    let (scene, insight) = find(exchange, Scope::Read(OBJECT), id, Deleted::Hidden).await?;
    let rows = exchange.platform.sql().query(stored::members(&scene.organization.id)).await?;
    let controlled = scene.organization.has_feature("access_control");
    let mut users = Vec::new();
    for row in rows {
        let member = stored::read_member(row)?;
        let level = if !controlled {
            AccessLevel::Editor
        } else if member.is_administrator || insight.creator == Some(member.user) {
            AccessLevel::Manager
        } else {
            granted_level(&insight.grants, Some(&member.id))
        };
        if level > AccessLevel::None {
            users.push(json!({
                "user": member.basic, "access_level": level.name(), "organization_member": member.id,
            }));
        }
    }
    exchange::json(200, &json!({"users": users, "total_count": users.len()}))
}

fn may_edit(scene: &Scene, insight: &Insight) -> bool {
    insight.creator == Some(scene.user.id) || scene.is_administrator() || level(scene, insight) == AccessLevel::Manager
}
