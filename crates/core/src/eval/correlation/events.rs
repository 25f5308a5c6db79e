//! Which events actors did on the way.

use super::candidates::Candidate;
use super::travellers::Travellers;
use crate::error::Error;
use crate::eval::frame::Frame;
use crate::query::funnels::FunnelsQuery;
use crate::query::series::EventSelection;

/// Returns a candidate for every event but those of the steps and those that are left out.
///
/// # Errors
/// Refuses missing actions.
pub(super) fn candidates(
    funnel: &FunnelsQuery,
    excluded: &[String],
    travellers: &Travellers,
    frame: &Frame<'_>,
) -> Result<Vec<Candidate>, Error> {
    let mut left_out: Vec<&str> = excluded.iter().map(String::as_str).collect();
    for step in &funnel.steps {
        collect_names(&step.events, frame, &mut left_out)?;
    }
    let names = frame.dataset.events().names();
    let pairs = travellers.on_the_way().iter().map(|(row, actor)| (names.codes().get(*row as usize), *actor));
    let counts = travellers.counts(pairs.collect(), names.dictionary().len());
    let mut candidates = Vec::new();
    for (code, counts) in counts.into_iter().enumerate() {
        if let Some(name) = names.dictionary().text(code as u32)
            && counts.both() > 0
            && !left_out.contains(&name)
        {
            candidates.push(Candidate::named(name.to_owned(), counts));
        }
    }
    Ok(candidates)
}

/// Adds the names of events that a selection is about; of an action, those of all its steps.
fn collect_names<'a>(events: &'a EventSelection, frame: &'a Frame<'_>, names: &mut Vec<&'a str>) -> Result<(), Error> {
    match events {
        EventSelection::Named(name) => names.push(name),
        EventSelection::Action(id) => {
            names.extend(frame.action(*id)?.steps.iter().filter_map(|step| step.event.as_deref()));
        }
        EventSelection::Any(members) => {
            for (events, _) in members {
                collect_names(events, frame, names)?;
            }
        }
        EventSelection::All | EventSelection::Warehouse(_) => {}
    }
    Ok(())
}
