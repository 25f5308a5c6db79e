//! Which events a series is about (spec/trends 3.3, 5.6).

use std::ops::Range;

use super::frame::Frame;
use super::mask::Mask;
use crate::columns::value::Value;
use crate::error::Error;
use crate::query::action::{Action, ActionStep};
use crate::query::series::{EventSelection, Series};

impl Frame<'_> {
    /// Returns which rows a series is about: its events and its own filter, without those of the query.
    ///
    /// # Errors
    /// Refuses missing actions and warehouse tables, and what [`Frame::filter_mask`] refuses.
    pub fn series_mask(&self, series: &Series, rows: &Range<usize>) -> Result<Mask, Error> {
        Ok(self.selection_mask(&series.events, rows)?.and(self.filter_mask(&series.filter, rows)?))
    }

    /// Returns which rows an event selection names.
    ///
    /// # Errors
    /// As [`Frame::series_mask`].
    pub fn selection_mask(&self, selection: &EventSelection, rows: &Range<usize>) -> Result<Mask, Error> {
        match selection {
            EventSelection::All => Ok(Mask::All),
            EventSelection::Named(name) => Ok(self.event_mask(name, rows)),
            EventSelection::Action(id) => self.action_mask(self.action(*id)?, rows),
            EventSelection::Any(members) => members.iter().try_fold(Mask::None, |mask, (events, filter)| {
                Ok(mask.or(self.selection_mask(events, rows)?.and(self.filter_mask(filter, rows)?)))
            }),
            EventSelection::Warehouse(table) => Err(Error::invalid(format!(
                "There is no warehouse table `{table}`: series are made of events and actions."
            ))),
        }
    }

    /// Returns the action of that id.
    ///
    /// # Errors
    /// Says that there is none.
    pub fn action(&self, id: i64) -> Result<&Action, Error> {
        self.context.actions.get(&id).ok_or_else(|| Error::invalid(format!("Action ID {id} does not exist!")))
    }

    fn event_mask(&self, name: &str, rows: &Range<usize>) -> Mask {
        let names = self.dataset.events().names();
        let Some(wanted) = names.dictionary().code_of(Value::Text(name)) else { return Mask::None };
        let mut table = vec![0; names.dictionary().len()];
        // Code 0 is the absent value, which no event has for a name: so that a single name can be "all".
        table[0] = u8::from(table.len() == 2);
        table[wanted as usize] = 1;
        Mask::of_codes(names.codes(), rows.clone(), &table)
    }

    fn action_mask(&self, action: &Action, rows: &Range<usize>) -> Result<Mask, Error> {
        if action.steps.is_empty() {
            return Ok(Mask::All);
        }
        action.steps.iter().try_fold(Mask::None, |mask, step| Ok(mask.or(self.step_mask(step, rows)?)))
    }

    fn step_mask(&self, step: &ActionStep, rows: &Range<usize>) -> Result<Mask, Error> {
        let events = step.event.as_ref().map_or(Mask::All, |name| self.event_mask(name, rows));
        Ok(events.and(self.filter_mask(&step.filter, rows)?))
    }
}
