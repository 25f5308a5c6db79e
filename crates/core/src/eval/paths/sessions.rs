//! Sessions, and the part of each that is a path (spec/funnels 8.2, 6 to 8).

use std::ops::Range;

use oriel_kernels::partition;
use oriel_kernels::visits::{self, Cut, Step, Visit};

use super::items::Items;
use crate::columns::order::LEAST_PART;
use crate::eval::frame::Frame;
use crate::query::paths::PathsQuery;

/// The pause that ends a session, in microseconds: half an hour.
pub(super) const USUAL_PAUSE: i64 = 1800 * 1_000_000;

/// The visits of all actors, actor by actor.
pub(super) struct Visits {
    /// Where those of each actor start; one entry more than there are actors.
    starts: Vec<u32>,
    form: Form,
    /// How many items there are.
    items: u32,
}

/// How visits are kept: half of the memory, where times and items have room in a word.
enum Form {
    /// The time since `base`, and in the `bits` below it the item.
    Packed { words: Vec<u64>, base: i64, bits: u32 },
    /// Each by itself.
    Apart(Vec<Visit>),
}

impl Visits {
    /// Returns the visits of ascending rows; actors, times and items have an entry for each row, and `items` says how many
    /// there are.
    pub(super) fn new(
        rows: &[u32],
        (of_rows, actors): (&[u32], usize),
        times: &[i64],
        (item_of_rows, items): (&[u32], usize),
    ) -> Visits {
        let starts = partition::starts(rows, of_rows, actors);
        let base = times.first().copied().unwrap_or_default();
        let span = times.last().map_or(0, |last| last.abs_diff(base));
        let bits = bits_of(items);
        let form = if span.leading_zeros() >= bits {
            let words = visits::packed_by_actor(rows, of_rows, &starts, (times, base), (item_of_rows, bits));
            Form::Packed { words, base, bits }
        } else {
            Form::Apart(visits::by_actor(rows, of_rows, &starts, times, item_of_rows))
        };
        Visits { starts, form, items: items as u32 }
    }

    /// Returns the visits of persons to the items of events of some names, on no other condition, where the dataset keeps what
    /// it takes.
    pub(super) fn kept(
        query: &PathsQuery,
        frame: &Frame<'_>,
        rows: &Range<usize>,
        taken_names: &[u8],
        items: &mut Items<'_>,
    ) -> Option<Visits> {
        let events = frame.dataset.events();
        if items.may_leave_out() || rows.len() * LEAST_PART < events.len() {
            return None;
        }
        let (base, last) = (*events.times().get(rows.start)?, *events.times()[rows.clone()].last()?);
        let kept = frame.dataset.person_events()?;
        let mut is_taken = [0; 256];
        is_taken.iter_mut().zip(taken_names).for_each(|(is_taken, name)| *is_taken = *name);
        let (codes, item_of_codes) = items.in_order(&is_taken, query, frame)?;
        let (span, bits) = (last.abs_diff(base), bits_of(items.texts().len()));
        if span.leading_zeros() < bits {
            return None;
        }
        let columns = (kept.names.as_slice(), kept.times.as_slice(), codes.as_ref());
        let (starts, words) =
            visits::packed_in_order(columns, &kept.starts, (base, span), &is_taken, (&item_of_codes, bits));
        Some(Visits { starts, form: Form::Packed { words, base, bits }, items: items.texts().len() as u32 })
    }

    /// Puts the visits of one actor into a list, in place of what it held.
    fn read(&self, places: Range<usize>, visits: &mut Vec<Visit>) {
        visits.clear();
        match &self.form {
            Form::Packed { words, base, bits } => {
                visits.extend(words[places].iter().map(|word| visits::unpacked(*word, *base, *bits)));
            }
            Form::Apart(all) => visits.extend_from_slice(&all[places]),
        }
    }
}

/// Returns how many bits hold the code of an item.
fn bits_of(items: usize) -> u32 {
    items.max(1).ilog2() + 1
}

/// Where paths begin and end, and how long they are.
pub(super) struct Shape {
    /// The item at which a path starts.
    pub(super) start: Option<u32>,
    /// The item at which it ends.
    pub(super) end: Option<u32>,
    /// The item that stands for those left out of a long path between the two.
    pub(super) ellipsis: u32,
    /// How many items it has at most.
    pub(super) step_limit: usize,
    /// The pause that ends a session, in microseconds.
    pub(super) pause: i64,
}

/// Room for one session at a time.
#[derive(Default)]
struct Room {
    visits: Vec<Visit>,
    session: Vec<Visit>,
    shortened: Vec<Visit>,
}

impl Shape {
    /// Returns the steps of all paths.
    pub(super) fn steps(&self, of_actors: &Visits) -> Vec<Step> {
        let Visits { starts, form, items } = of_actors;
        if (self.start, self.end) == (None, None) {
            let pause = self.pause.max(0).unsigned_abs();
            let cut = Cut { pause, limit: self.step_limit as u32, items: *items };
            return match form {
                Form::Packed { words, bits, .. } => visits::steps_of_packed(words, *bits, starts, cut),
                Form::Apart(visits) => visits::steps(visits, starts, cut),
            };
        }
        let (mut steps, mut room) = (Vec::new(), Room::default());
        for bounds in starts.windows(2) {
            let mut visits = std::mem::take(&mut room.visits);
            of_actors.read(bounds[0] as usize..bounds[1] as usize, &mut visits);
            self.paths(&visits, &mut room, |path| add(path, *items, &mut steps));
            room.visits = visits;
        }
        steps
    }

    /// Calls `take` with the path of each session of an actor.
    fn paths(&self, visits: &[Visit], room: &mut Room, mut take: impl FnMut(&[Visit])) {
        let Room { session, shortened, .. } = room;
        let sessions = visits.chunk_by(|before, after| after.time.saturating_sub(before.time) < self.pause);
        for visits in sessions {
            collapse(visits, session);
            let path = self.part(session);
            match self.parts_of_long(path) {
                Some((first, left_out, last)) => {
                    shortened.clear();
                    shortened.extend_from_slice(first);
                    shortened.push(Visit { item: self.ellipsis, time: left_out.time });
                    shortened.extend_from_slice(last);
                    take(shortened);
                }
                None => take(path),
            }
        }
    }

    /// Returns the part of a session from the start point to the end point; nothing where one is missing.
    fn part<'v>(&self, session: &'v [Visit]) -> &'v [Visit] {
        let first = |item: u32, visits: &[Visit]| visits.iter().position(|visit| visit.item == item);
        let part = match (self.start, self.end) {
            (None, None) => Some(&session[..session.len().min(self.step_limit)]),
            (Some(start), None) => first(start, session).map(|start| {
                let part = &session[start..];
                &part[..part.len().min(self.step_limit)]
            }),
            (None, Some(end)) => {
                first(end, session).map(|end| &session[(end + 1).saturating_sub(self.step_limit)..=end])
            }
            (Some(start), Some(end)) => first(start, session).and_then(|start| {
                let part = &session[start..];
                first(end, &part[1..]).map(|end| &part[..end + 2])
            }),
        };
        part.unwrap_or_default()
    }

    /// Returns the first and last items of a path between two points that is too long, and the first item left out.
    fn parts_of_long<'v>(&self, path: &'v [Visit]) -> Option<(&'v [Visit], &'v Visit, &'v [Visit])> {
        let half = self.step_limit / 2;
        match path.get(half) {
            Some(left_out) if path.len() > self.step_limit => {
                Some((&path[..half], left_out, &path[path.len() - half..]))
            }
            _ => None,
        }
    }
}

/// Adds the steps of a path.
fn add(path: &[Visit], items: u32, steps: &mut Vec<Step>) {
    steps.extend((0..).zip(path.windows(2)).map(|(position, pair): (u32, _)| Step {
        place: position.wrapping_mul(items).wrapping_add(pair[0].item),
        target: pair[1].item,
        micros: pair[1].time - pair[0].time,
    }));
}

/// Writes visits without those that the same item follows.
fn collapse(visits: &[Visit], session: &mut Vec<Visit>) {
    session.clear();
    session.extend(visits.chunk_by(|before, after| before.item == after.item).filter_map(|run| run.last()));
}
