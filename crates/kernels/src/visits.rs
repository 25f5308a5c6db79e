//! What actors visited, one item after the other, and the steps between.

/// An item at a time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Visit {
    /// When, in microseconds since the epoch.
    pub time: i64,
    /// The item's code.
    pub item: u32,
}

/// A step from one item to the next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// The position of the first item in its path, from 0.
    pub position: u32,
    /// The first item.
    pub source: u32,
    /// The second item.
    pub target: u32,
    /// The time from one to the other, in microseconds.
    pub micros: i64,
}

/// All steps from one item to another at a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The position of the first item, from 0.
    pub position: usize,
    /// The first item.
    pub source: u32,
    /// The second item.
    pub target: u32,
    /// How many steps there are.
    pub count: u64,
    /// The time that they took in all, in microseconds.
    pub micros: i64,
}

/// Returns the visits of ascending rows, those of each actor together, in the order of their rows.
///
/// `starts` are those of [`crate::partition::starts`]; actors, times and items have an entry for each row.
#[inline(never)]
pub fn by_actor(rows: &[u32], actors: &[u32], starts: &[u32], times: &[i64], items: &[u32]) -> Vec<Visit> {
    let mut next = starts.to_vec();
    let mut visits = vec![Visit::default(); rows.len()];
    for row in rows {
        let row = *row as usize;
        let place = &mut next[actors[row] as usize];
        visits[*place as usize] = Visit { time: times[row], item: items[row] };
        *place += 1;
    }
    visits
}

/// Returns the steps of all sessions, each cut to its first `limit` items. An item that the same one follows is left out; a
/// pause ends a session.
#[inline(never)]
pub fn steps(visits: &[Visit], starts: &[u32], pause: u64, limit: u32) -> Vec<Step> {
    let mut is_last = vec![0_u8; visits.len()];
    for end in starts {
        if let Some(is_last) = (*end as usize).checked_sub(1).and_then(|last| is_last.get_mut(last)) {
            *is_last = 1;
        }
    }
    let mut steps = vec![Step::default(); visits.len() + 1];
    let (mut count, mut position, mut before) = (0, 0_u32, Visit::default());
    let nexts = visits.iter().skip(1).chain(visits.last());
    for ((visit, next), is_last) in visits.iter().zip(nexts).zip(&is_last) {
        let ends = u32::from(*is_last) | u32::from(next.time.abs_diff(visit.time) >= pause);
        let is_kept = ends | u32::from(next.item != visit.item);
        // Written always, kept only where there is a step.
        steps[count] = Step {
            position: position.wrapping_sub(1),
            source: before.item,
            target: visit.item,
            micros: visit.time.wrapping_sub(before.time),
        };
        count += (is_kept & u32::from(position > 0) & u32::from(position < limit)) as usize;
        position = (position + is_kept) & ends.wrapping_sub(1);
        before = if is_kept == 1 { *visit } else { before };
    }
    steps.truncate(count);
    steps
}

/// Returns the edges of steps; items are below `items`.
#[inline(never)]
pub fn edges(steps: &[Step], items: usize) -> Vec<Edge> {
    let positions = steps.iter().map(|step| step.position as usize + 1).max().unwrap_or(0);
    let (of_positions, starts) = sorted(steps, positions, |step| step.position);
    let mut edges = Vec::new();
    let (mut counts, mut micros) = (vec![0_u64; items], vec![0_i64; items]);
    let mut targets = vec![0_u32; items + 1];
    for (position, bounds) in starts.windows(2).enumerate() {
        let steps = &of_positions[bounds[0] as usize..bounds[1] as usize];
        let (of_sources, starts) = sorted(steps, items, |step| step.source);
        for bounds in starts.windows(2) {
            let mut found = 0;
            let steps = &of_sources[bounds[0] as usize..bounds[1] as usize];
            for step in steps {
                let target = step.target as usize;
                targets[found] = step.target;
                found += usize::from(counts[target] == 0);
                counts[target] += 1;
                micros[target] = micros[target].saturating_add(step.micros);
            }
            let Some(Step { source, .. }) = steps.first() else { continue };
            for target in &targets[..found] {
                let count = std::mem::take(&mut counts[*target as usize]);
                let micros = std::mem::take(&mut micros[*target as usize]);
                edges.push(Edge { position, source: *source, target: *target, count, micros });
            }
        }
    }
    edges
}

/// Returns steps in the order of a key below `keys`, and where those of each key start; one entry more than there are keys.
fn sorted(steps: &[Step], keys: usize, key: impl Fn(&Step) -> u32) -> (Vec<Step>, Vec<u32>) {
    let mut starts = vec![0_u32; keys + 1];
    for step in steps {
        starts[key(step) as usize + 1] += 1;
    }
    for place in 0..keys {
        starts[place + 1] += starts[place];
    }
    let mut next = starts.clone();
    let mut sorted = vec![Step::default(); steps.len()];
    for step in steps {
        let place = &mut next[key(step) as usize];
        sorted[*place as usize] = *step;
        *place += 1;
    }
    (sorted, starts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visit(time: i64, item: u32) -> Visit {
        Visit { time, item }
    }

    #[test]
    fn visits_of_an_actor_stay_in_order() {
        let visits = by_actor(&[0, 1, 3], &[1, 0, 0, 1], &[0, 1, 3], &[10, 11, 12, 13], &[5, 6, 7, 8]);
        assert_eq!(visits, [visit(11, 6), visit(10, 5), visit(13, 8)]);
    }

    #[test]
    fn actors_and_pauses_end_sessions_and_the_last_of_the_same_counts() {
        let visits = [(0, 1), (2, 1), (5, 2), (6, 3), (7, 1), (0, 4), (9, 1), (19, 2), (20, 3)];
        let visits = visits.map(|(time, item)| visit(time, item));
        let step = |position, source, target, micros| Step { position, source, target, micros };
        let expected = [step(0, 1, 2, 3), step(1, 2, 3, 1), step(0, 4, 1, 9), step(0, 2, 3, 1)];
        assert_eq!(steps(&visits, &[0, 5, 5, 9], 10, 3), expected);
        assert_eq!(steps(&[], &[0, 0], 10, 3), []);
    }

    #[test]
    fn edges_add_up_steps_of_the_same_position_and_items() {
        let step = |position, source, target, micros| Step { position, source, target, micros };
        let steps = [step(1, 0, 1, 3), step(0, 2, 1, 4), step(0, 0, 1, 5), step(0, 2, 0, 1), step(0, 2, 1, 6)];
        let edge = |position, source, target, count, micros| Edge { position, source, target, count, micros };
        let expected = [edge(0, 0, 1, 1, 5), edge(0, 2, 1, 2, 10), edge(0, 2, 0, 1, 1), edge(1, 0, 1, 1, 3)];
        assert_eq!(edges(&steps, 3), expected);
        assert_eq!(edges(&[], 0), []);
    }
}
