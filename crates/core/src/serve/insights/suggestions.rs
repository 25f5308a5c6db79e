//! `GET|POST …/insights/ID/suggestions` (spec/api 1.8).

use super::{find_reading, shown};
use crate::error::Error;
use crate::insight::suggestions::suggestions;
use crate::platform::{Platform, Response};
use crate::serve::auth::Scope;
use crate::serve::exchange::{self, Exchange};
use crate::serve::stored::insights::Deleted;
use crate::serve::stored::place::Place;
use crate::serve::stored::variables;

/// Answers with questions to ask next.
pub(crate) async fn respond<P: Platform>(exchange: &Exchange<'_, P>, id: &str) -> Result<Response, Error> {
    let more = |place: Place<'_>| vec![variables::of(place)];
    let (_, insight, rows) = find_reading(exchange, Scope::SessionOnly, id, Deleted::Hidden, more).await?;
    let known = rows.into_iter().flatten().map(variables::read).collect::<Result<Vec<_>, _>>()?;
    let query = shown::query(&insight, &known)?;
    exchange::json(200, &query.as_ref().map(suggestions).unwrap_or_default())
}
