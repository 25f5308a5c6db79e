//! From a query to the moments of its actors: range, filters, marks, breakdown values (spec/funnels 3).

use std::borrow::Cow;
use std::ops::Range;

use super::by_name::ByName;
use super::groups::{Groups, groups};
use super::journey::Rules;
use super::marks::{Marks, marks, masks_of_steps};
use super::moments::{Kept, Moments};
use crate::columns::value::Value;
use crate::error::Error;
use crate::eval::actor::{ActorKind, Actors};
use crate::eval::frame::Frame;
use crate::eval::mask::Mask;
use crate::query::funnels::{FunnelActor, FunnelOrder, FunnelsQuery};
use crate::query::trends::TestAccounts;
use crate::time::{ResolvedRange, Resolver, Rounding};

/// All that matchers need: the rules, and the moments of each actor.
pub(super) struct Crowd<'a> {
    /// The rules of matching.
    pub(super) rules: Rules,
    /// The values by which the figures are split; one without a breakdown.
    pub(super) groups: Groups,
    /// The moments.
    pub(super) moments: Source<'a>,
}

/// Where moments come from.
pub(super) enum Source<'a> {
    /// They were gathered; for cohorts, those of each cohort, with its place among the groups.
    Gathered(Vec<(Option<u32>, Moments)>),
    /// They lie together in the dataset.
    Kept(Box<ByName<'a>>),
}

/// Returns what resolves the dates of a funnel.
pub(super) fn resolver<'a>(query: &FunnelsQuery, frame: &'a Frame<'_>) -> Resolver<'a> {
    Resolver {
        calendar: &frame.context.calendar,
        now: frame.context.now,
        interval: query.interval,
        rounding: Rounding::Periods,
        earliest: frame.earliest_day(),
    }
}

/// Returns the range that a query asks for (spec/funnels 1).
pub(super) fn current_range(query: &FunnelsQuery, frame: &Frame<'_>) -> ResolvedRange {
    resolver(query, frame).current(&query.date_range)
}

/// Returns the moments of a range.
///
/// # Errors
/// Refuses missing actions, cohorts and warehouse tables, and what filters and expressions refuse.
pub(super) fn crowd<'f>(
    query: &'f FunnelsQuery,
    frame: &'f Frame<'_>,
    range: ResolvedRange,
) -> Result<Crowd<'f>, Error> {
    let events = frame.dataset.events();
    let rows = events.rows_between(range.from.micros(), range.to.micros());
    let actors = actors(query, frame, &rows)?;
    let common = common_mask(query, frame, &rows)?.and(actors.present.clone());
    let common = common.and(frame.weekday_mask(query.date_range.weekdays, &rows));
    let groups = groups(query, frame, &rows)?;
    let masks = masks_of_steps(query, frame, &rows)?;
    let rules = Rules::new(query);
    if let Some(by_name) = ByName::new(query, frame, &rows, &common, &masks) {
        return Ok(Crowd { rules, groups, moments: Source::Kept(Box::new(by_name)) });
    }
    let marks = marks(&masks, &common, rows.len());
    let times = &events.times()[rows.clone()];
    let mut parts = Vec::new();
    if groups.members.is_empty() {
        let kept = kept(query, &common);
        parts.push((None, Moments::new(query, &marks, &kept, times, &actors, &groups.of_rows)));
    }
    for (group, members) in groups.members.iter().enumerate() {
        let common = common.clone().and(members.clone());
        let chosen = chosen(query, &marks, &common, rows.len());
        parts.push((
            Some(group as u32),
            Moments::new(query, &marks, &Kept::Selected(&chosen), times, &actors, &groups.of_rows),
        ));
    }
    Ok(Crowd { rules, groups, moments: Source::Gathered(parts) })
}

/// Returns the rows that meet the conditions of the whole query, of the sample that it reads.
///
/// # Errors
/// As [`Frame::filter_mask`].
pub(super) fn common_mask(
    query: &FunnelsQuery,
    frame: &Frame<'_>,
    rows: &Range<usize>,
) -> Result<Mask<'static>, Error> {
    let sample = frame.sample_mask(query.sampling_factor, rows);
    let mask = sample.and(frame.filter_mask(&query.filter, rows)?);
    Ok(match query.test_accounts {
        TestAccounts::Included => mask,
        TestAccounts::FilteredOut => mask.and(frame.filter_mask(&frame.context.test_account_filter, rows)?),
    })
}

/// Returns the actor of each row (spec/funnels 3.1).
///
/// # Errors
/// Refuses expressions that cannot be read.
pub(in crate::eval) fn actors<'a>(
    query: &FunnelsQuery,
    frame: &'a Frame<'_>,
    rows: &Range<usize>,
) -> Result<Actors<'a>, Error> {
    match &query.actor {
        FunnelActor::Person => Ok(frame.actors(ActorKind::Person, rows)),
        FunnelActor::Group(group_type) => Ok(frame.actors(ActorKind::Group(*group_type), rows)),
        FunnelActor::Expression(text) => {
            // Of all events, so that an actor has the same number whatever the stretch.
            let texts = frame
                .expression_texts(text, &(0..frame.dataset.events().len()))
                .map_err(|error| error.at("funnelsFilter__funnelAggregateByHogQL"))?;
            let has_text = |value: Value<'_>| u8::from(value.text().is_some_and(|text| !text.is_empty()));
            let table: Vec<u8> = texts.dictionary().values().map(has_text).collect();
            Ok(Actors {
                of_rows: Cow::Owned(texts.codes().wide(rows)),
                count: table.len(),
                present: Mask::of_codes(texts.codes(), rows.clone(), &table),
            })
        }
    }
}

/// Returns which rows reach the matcher: of strict funnels every one, for what is between the steps matters.
fn kept<'a>(query: &FunnelsQuery, common: &'a Mask<'a>) -> Kept<'a> {
    match query.order {
        FunnelOrder::Strict => Kept::Selected(common),
        FunnelOrder::Ordered | FunnelOrder::Unordered => Kept::Marked,
    }
}

/// Returns the rows of one cohort that reach the matcher.
fn chosen(query: &FunnelsQuery, marks: &Marks, common: &Mask<'_>, rows: usize) -> Mask<'static> {
    let matches = |row: usize| match marks {
        _ if query.order == FunnelOrder::Strict => true,
        Marks::Bytes(marks) => marks[row] != 0,
        Marks::Words(marks) => marks[row] != 0,
    };
    Mask::Some((0..rows).map(|row| u8::from(common.get(row) && matches(row))).collect())
}
