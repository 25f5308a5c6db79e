//! Which events a series is about (spec/trends 3.3, 5.6).

use std::ops::Range;

use regex_lite::Regex;

use super::element::selector_of;
use super::frame::Frame;
use super::mask::Mask;
use crate::columns::elements;
use crate::columns::value::Value;
use crate::error::Error;
use crate::query::action::{Action, ActionStep, Matching, TextMatch};
use crate::query::series::{EventSelection, Series};
use crate::regex::compile;

impl Frame<'_> {
    /// Returns which rows a series is about: its events and its own filter, without those of the query.
    ///
    /// # Errors
    /// Refuses missing actions and warehouse tables, and what [`Frame::filter_mask`] refuses.
    pub fn series_mask(&self, series: &Series, rows: &Range<usize>) -> Result<Mask<'_>, Error> {
        Ok(self.selection_mask(&series.events, rows)?.and(self.filter_mask(&series.filter, rows)?))
    }

    /// Returns which rows an event selection names.
    ///
    /// # Errors
    /// As [`Frame::series_mask`].
    pub fn selection_mask(&self, selection: &EventSelection, rows: &Range<usize>) -> Result<Mask<'_>, Error> {
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

    /// Returns how a series is called: by its event, its action, its table, or `All events`.
    ///
    /// # Errors
    /// Says that there is no such action.
    pub fn series_label(&self, series: &Series) -> Result<String, Error> {
        Ok(match &series.events {
            EventSelection::Any(members) => match series.custom_name.as_ref().or(series.name.as_ref()) {
                Some(name) => name.clone(),
                None => {
                    let names = members.iter().map(|(events, _)| self.selection_label(events));
                    names.collect::<Result<Vec<String>, Error>>()?.join(" or ")
                }
            },
            events => self.selection_label(events)?,
        })
    }

    fn selection_label(&self, events: &EventSelection) -> Result<String, Error> {
        Ok(match events {
            EventSelection::Named(name) | EventSelection::Warehouse(name) => name.clone(),
            EventSelection::Action(id) => self.action(*id)?.name.clone(),
            EventSelection::All | EventSelection::Any(_) => "All events".to_owned(),
        })
    }

    fn event_mask(&self, name: &str, rows: &Range<usize>) -> Mask<'_> {
        let names = self.dataset.events().names();
        let Some(wanted) = names.dictionary().code_of(Value::Text(name)) else { return Mask::None };
        // Code 0 is the absent value, which no event has for a name: so that a single name can be "all".
        match names.dictionary().len() {
            2 => Mask::All,
            _ => Mask::of_name(self.dataset.events(), rows.clone(), wanted),
        }
    }

    fn action_mask(&self, action: &Action, rows: &Range<usize>) -> Result<Mask<'_>, Error> {
        if action.steps.is_empty() {
            return Ok(Mask::All);
        }
        action.steps.iter().try_fold(Mask::None, |mask, step| Ok(mask.or(self.step_mask(step, rows)?)))
    }

    fn step_mask(&self, step: &ActionStep, rows: &Range<usize>) -> Result<Mask<'_>, Error> {
        let mut mask = self.filter_mask(&step.filter, rows)?;
        if let Some(name) = &step.event {
            mask = mask.and(self.event_mask(name, rows));
            if name == "$autocapture" {
                mask = mask.and(self.step_elements_mask(step, rows)?);
            }
        }
        match &step.url {
            Some(url) => Ok(mask.and(self.url_mask(url, rows)?)),
            None => Ok(mask),
        }
    }

    fn url_mask(&self, url: &TextMatch, rows: &Range<usize>) -> Result<Mask<'static>, Error> {
        let test = TextTest::new(url)?;
        let Some(urls) = self.dataset.events().property("$current_url") else { return Ok(Mask::None) };
        let urls = urls.coded();
        let values = urls.dictionary().values();
        let table: Vec<u8> = values.map(|value| u8::from(value.text().is_some_and(|text| test.passes(text)))).collect();
        Ok(Mask::of_codes(urls.codes(), rows.clone(), &table))
    }

    /// Returns which rows have the elements that a step on `$autocapture` asks for.
    fn step_elements_mask(&self, step: &ActionStep, rows: &Range<usize>) -> Result<Mask<'static>, Error> {
        let selector = step.selector.as_deref().map(selector_of).transpose()?;
        let href = step.href.as_ref().map(TextTest::new).transpose()?;
        let text = step.text.as_ref().map(TextTest::new).transpose()?;
        if selector.is_none() && step.tag_name.is_none() && href.is_none() && text.is_none() {
            return Ok(Mask::All);
        }
        Ok(self.chain_mask(rows, |chain| {
            selector.as_ref().is_none_or(|selector| selector.matches(chain))
                && step.tag_name.as_ref().is_none_or(|tag| elements::has_tag(chain, tag))
                && href.as_ref().is_none_or(|test| elements::href(chain).is_some_and(|href| test.passes(&href)))
                && text.as_ref().is_none_or(|test| elements::texts(chain).any(|text| test.passes(&text)))
        }))
    }
}

/// A condition on a text, made ready to be asked about many.
enum TextTest<'a> {
    Contains(&'a str),
    Exact(&'a str),
    Finds(Regex),
}

impl TextTest<'_> {
    fn new(condition: &TextMatch) -> Result<TextTest<'_>, Error> {
        let pattern = condition.pattern.as_str();
        Ok(match condition.matching {
            Matching::Contains => TextTest::Contains(pattern),
            Matching::Exact => TextTest::Exact(pattern),
            Matching::Regex => TextTest::Finds(compile(pattern)?),
        })
    }

    fn passes(&self, text: &str) -> bool {
        match self {
            TextTest::Contains(part) => text.contains(part),
            TextTest::Exact(whole) => text == *whole,
            TextTest::Finds(expression) => expression.is_match(text),
        }
    }
}
