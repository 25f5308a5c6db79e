//! Sessions, and the part of each that is a path (spec/funnels 8.2, 6 to 8).

use super::visits::Visit;

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
pub(super) struct Room {
    session: Vec<Visit>,
    shortened: Vec<Visit>,
}

impl Shape {
    /// Calls `take` with the path of each session of an actor.
    pub(super) fn paths(&self, visits: &[Visit], room: &mut Room, mut take: impl FnMut(&[Visit])) {
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

/// Writes visits without those that the same item follows.
fn collapse(visits: &[Visit], session: &mut Vec<Visit>) {
    session.clear();
    session.extend(visits.chunk_by(|before, after| before.item == after.item).filter_map(|run| run.last()));
}
