//! Sessions, and the part of each that is a path (spec/funnels 8.2, 6 to 8).

use oriel_kernels::visits::{Step, Visit};

use super::visits::Visits;

/// The pause that ends a session, in microseconds: half an hour.
pub(super) const USUAL_PAUSE: i64 = 1800 * 1_000_000;

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
    session: Vec<Visit>,
    shortened: Vec<Visit>,
}

impl Shape {
    /// Returns the steps of all paths.
    pub(super) fn steps(&self, of_actors: &Visits) -> Vec<Step> {
        if (self.start, self.end) == (None, None) {
            return of_actors.steps(self.pause.max(0).unsigned_abs(), self.step_limit as u32);
        }
        let (mut steps, mut room, mut visits) = (Vec::new(), Room::default(), Vec::new());
        for actor in 0..of_actors.actors() {
            of_actors.read(actor, &mut visits);
            self.paths(&visits, &mut room, |path| add(path, of_actors.items(), &mut steps));
        }
        steps
    }

    /// Calls `take` with the path of each session of an actor.
    fn paths(&self, visits: &[Visit], room: &mut Room, mut take: impl FnMut(&[Visit])) {
        let Room { session, shortened } = room;
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
