//! FunnelCorrelationQuery (spec/funnels 6).

use super::funnels::FunnelsQuery;
use super::paths::FunnelTarget;
use super::reader::{Fields, Node, choices};
use crate::error::Error;

/// What those who finished a funnel have in common, against those who did not.
#[derive(Clone, Debug)]
pub struct FunnelCorrelationQuery {
    /// The funnel.
    pub funnel: FunnelsQuery,
    /// Which of its actors are compared: those who entered, unless the query says otherwise.
    pub actors: FunnelTarget,
    /// What is looked at.
    pub subject: CorrelationSubject,
}

/// What a correlation looks at.
#[derive(Clone, Debug, PartialEq)]
pub enum CorrelationSubject {
    /// Which events actors did on the way.
    Events {
        /// The names of events that are left out.
        excluded: Vec<String>,
    },
    /// With which properties actors did some events on the way.
    EventProperties {
        /// The names of the events.
        events: Vec<String>,
        /// The names of properties that are left out.
        excluded: Vec<String>,
    },
    /// Which properties the actors have.
    ActorProperties {
        /// The properties that are looked at.
        properties: ActorProperties,
        /// The names of properties that are left out.
        excluded: Vec<String>,
    },
}

/// Which properties of actors are looked at.
#[derive(Clone, Debug, PartialEq)]
pub enum ActorProperties {
    /// Every one that an actor has (`$all`).
    All,
    /// Those of these names; an actor without one counts as having an empty value.
    Named(Vec<String>),
}

choices! {
    /// The names of what a correlation looks at.
    enum CorrelationType {
        Events = "events",
        EventProperties = "event_with_properties",
        ActorProperties = "properties",
    }
}

impl FunnelCorrelationQuery {
    /// Returns the query that the fields of a `FunnelCorrelationQuery` node describe.
    ///
    /// # Errors
    /// Refuses what is of the wrong type, a missing list of names, and what its funnel refuses.
    pub fn read(fields: &Fields<'_>) -> Result<FunnelCorrelationQuery, Error> {
        let source = fields.required("source")?;
        let (funnel, actors) = read_funnel(&source)?;
        Ok(FunnelCorrelationQuery { funnel, actors, subject: CorrelationSubject::read(fields)? })
    }
}

impl CorrelationSubject {
    fn read(fields: &Fields<'_>) -> Result<CorrelationSubject, Error> {
        let names = |field: &'static str| fields.list(field, |name| name.text().map(str::to_owned));
        match fields.required("funnelCorrelationType")?.choice()? {
            CorrelationType::Events => {
                Ok(CorrelationSubject::Events { excluded: names("funnelCorrelationExcludeEventNames")? })
            }
            CorrelationType::EventProperties => {
                let events = names("funnelCorrelationEventNames")?;
                if events.is_empty() {
                    let text = "Event Property Correlation expects atleast one event name to run correlation on";
                    return Err(Error::invalid(text).at("funnelCorrelationEventNames"));
                }
                let excluded = names("funnelCorrelationEventExcludePropertyNames")?;
                Ok(CorrelationSubject::EventProperties { events, excluded })
            }
            CorrelationType::ActorProperties => {
                let named = names("funnelCorrelationNames")?;
                if named.is_empty() {
                    let text = "Property Correlation expects atleast one Property to run correlation on";
                    return Err(Error::invalid(text).at("funnelCorrelationNames"));
                }
                let all = named.iter().any(|name| name == "$all");
                let properties = if all { ActorProperties::All } else { ActorProperties::Named(named) };
                let excluded = names("funnelCorrelationExcludeNames")?;
                Ok(CorrelationSubject::ActorProperties { properties, excluded })
            }
        }
    }
}

/// Returns the funnel of a `FunnelsActorsQuery` and which of its actors are meant, or a bare `FunnelsQuery`.
fn read_funnel(node: &Node<'_>) -> Result<(FunnelsQuery, FunnelTarget), Error> {
    let fields = node.fields()?;
    let kind = fields.required("kind")?;
    match kind.text()? {
        "FunnelsQuery" => Ok((FunnelsQuery::read(&fields)?, FunnelTarget::Reached(0))),
        "FunnelsActorsQuery" => {
            let source = fields.required("source")?;
            let funnel = source.fields()?;
            let kind = funnel.required("kind")?;
            match kind.text()? {
                "FunnelsQuery" => {
                    let funnel = FunnelsQuery::read(&funnel)?;
                    let target = |step: Node<'_>| FunnelTarget::of_step(&step, funnel.steps.len());
                    let actors = fields.optional("funnelStep", target)?.unwrap_or(FunnelTarget::Reached(0));
                    Ok((funnel, actors))
                }
                _ => Err(kind.refuse(&format!("`{}` is not a funnel; allowed: FunnelsQuery.", kind.shown()))),
            }
        }
        _ => {
            let allowed = "allowed: FunnelsActorsQuery, FunnelsQuery";
            Err(kind.refuse(&format!("`{}` has no funnel; {allowed}.", kind.shown())))
        }
    }
}
