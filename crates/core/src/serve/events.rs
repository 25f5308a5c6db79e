//! `…/events`: the events of an environment, for those who evaluate them where they are, and those that are to be no more.

use super::auth::{self, Scope};
use super::deletion::{self, ALWAYS};
use super::exchange::Exchange;
use crate::error::Error;
use crate::plan::Plan;
use crate::platform::{Deletion, Events, Persons, Platform, Response};
use crate::time::Timestamp;

/// Answers `GET …/events/export` with every event in capture format, a JSON object a line.
pub(crate) async fn export<P: Platform>(exchange: &Exchange<'_, P>) -> Result<Response, Error> {
    let scene = auth::enter(exchange, Scope::Read("query")).await?;
    let dataset = exchange.platform.events().dataset(scene.environment.id, &Plan::everything()).await?;
    Ok(Response::new(200).with_body("application/x-ndjson", dataset.to_ndjson()))
}

/// Answers `DELETE …/events?after=&before=&distinct_id=`: the events between two moments, as an `EventsQuery` with the same
/// bounds finds them; persons stay.
pub(crate) async fn delete<P: Platform>(exchange: &Exchange<'_, P>) -> Result<Response, Error> {
    let scene = auth::enter(exchange, Scope::Write("event")).await?;
    let (after, before) = (moment(exchange, "after")?, moment(exchange, "before")?);
    let distinct_ids: Vec<String> = exchange.parameters.all("distinct_id").map(str::to_owned).collect();
    if after.is_none() && before.is_none() && distinct_ids.is_empty() {
        return Err(Error::required("after"));
    }
    let times = (
        after.map_or(ALWAYS.0, |after| after.micros().saturating_add(1)),
        before.map_or(ALWAYS.1, |before| before.micros().saturating_sub(1)),
    );
    if times.0 > times.1 {
        return Err(Error::invalid("before must be later than after.").at("before"));
    }
    let distinct_ids = Some(distinct_ids).filter(|distinct_ids| !distinct_ids.is_empty());
    let deletion = Deletion { distinct_ids, times: Some(times), persons: Persons::Kept };
    deletion::carry_out(exchange, &scene.environment, deletion).await?;
    Ok(Response::new(202))
}

/// Returns the moment that a parameter names; what is deleted does not depend on the day on which that is asked.
fn moment<P>(exchange: &Exchange<'_, P>, name: &str) -> Result<Option<Timestamp>, Error> {
    let parse = |text: &str| {
        let moment = Timestamp::parse(text);
        moment.map_err(|_| Error::invalid(format!("{name} must be a date or a time of ISO 8601.")).at(name))
    };
    exchange.parameters.get(name).map(parse).transpose()
}
