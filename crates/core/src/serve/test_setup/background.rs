//! What the background has done meanwhile: answers that were calculated without anybody asking.

use serde_json::{Map, Value};

use super::content::insight_of;
use super::references::References;
use crate::error::Error;
use crate::insight::refresh::Mode;
use crate::platform::{Platform, Sql, Statement};
use crate::serve::auth::{PLACE, place};
use crate::serve::exchange::Exchange;
use crate::serve::insights::calculate::{self, Asker};
use crate::serve::insights::shown;
use crate::serve::stored::insights::{self, Deleted};
use crate::serve::stored::place::Place;

/// Calculates the insights of `background_refresh`, each named by its reference.
pub(super) async fn write<P: Platform>(
    exchange: &Exchange<'_, P>,
    state: &Map<String, Value>,
    references: &References,
) -> Result<(), Error> {
    for entry in state.get("background_refresh").and_then(Value::as_array).into_iter().flatten() {
        let id = match entry {
            Value::String(name) => Some(references.id("insight", name)?),
            Value::Object(entry) => insight_of(references, entry)?,
            _ => None,
        };
        if let Some(id) = id {
            refresh(exchange, id).await?;
        }
    }
    Ok(())
}

async fn refresh<P: Platform>(exchange: &Exchange<'_, P>, id: i64) -> Result<(), Error> {
    let sql = exchange.platform.sql();
    let statement = Statement::new(format!(
        "SELECT {PLACE} FROM insights i JOIN environments e ON e.id = i.environment_id
           JOIN projects p ON p.id = e.project_id JOIN organizations o ON o.id = p.organization_id WHERE i.id = ?1"
    ));
    let gone = || Error::internal("the insight is gone");
    let row = sql.query(statement.bind(id)).await?.into_iter().next().ok_or_else(gone)?;
    let (environment, _, _) = place(&mut row.fields())?.ok_or_else(gone)?;
    let statement = insights::by_path(Place::Environment(environment.id.0), &id.to_string(), Deleted::Found);
    let row = sql.query(statement).await?.into_iter().next().ok_or_else(gone)?;
    let insight = insights::read(row)?;
    let query = shown::query(&insight, &[])?;
    let asker = Asker::Member(Mode::ForceBlocking);
    calculate::one(exchange, &environment, &insight, query.as_ref(), asker).await.map(drop)
}
