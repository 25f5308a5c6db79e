//! The items that each actor visited, in order of time.

/// An item at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Visit {
    /// When, in microseconds since the epoch.
    pub(super) time: i64,
    /// The item's code.
    pub(super) item: u32,
}

/// The visits of all actors, actor by actor.
pub(super) struct Visits {
    starts: Vec<u32>,
    visits: Vec<Visit>,
}

impl Visits {
    /// Returns visits, given in order of time with their actors' numbers, by actor; numbers are below `actors`.
    pub(super) fn by_actor(actor_of_visits: &[u32], visits: &[Visit], actors: usize) -> Visits {
        let mut starts = vec![0_u32; actors + 1];
        for actor in actor_of_visits {
            starts[*actor as usize + 1] += 1;
        }
        for actor in 0..actors {
            starts[actor + 1] += starts[actor];
        }
        let mut next = starts.clone();
        let mut sorted = vec![Visit { time: 0, item: 0 }; visits.len()];
        for (actor, visit) in actor_of_visits.iter().zip(visits) {
            let place = &mut next[*actor as usize];
            sorted[*place as usize] = *visit;
            *place += 1;
        }
        Visits { starts, visits: sorted }
    }

    /// Returns the visits of each actor that has any.
    pub(super) fn of_actors(&self) -> impl Iterator<Item = &[Visit]> {
        let slices = self.starts.windows(2).map(|bounds| &self.visits[bounds[0] as usize..bounds[1] as usize]);
        slices.filter(|visits| !visits.is_empty())
    }
}
