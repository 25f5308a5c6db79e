//! What actors visited, one item after the other, and the steps between.

use crate::codes::{Codes, with_codes};

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
    /// The position of the first item in its path, from 0, times the number of items, and the first item: one number for both,
    /// which 32 bits hold for as many items as there is memory for.
    pub place: u32,
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
    put_together(rows, actors, starts, |row| Visit { time: times[row], item: items[row] })
}

/// As [`by_actor`], each visit in a word: the time since `base`, and in the `bits` below it the item.
#[inline(never)]
pub fn packed_by_actor(
    rows: &[u32],
    actors: &[u32],
    starts: &[u32],
    (times, base): (&[i64], i64),
    (items, bits): (&[u32], u32),
) -> Vec<u64> {
    put_together(rows, actors, starts, |row| times[row].abs_diff(base) << bits | u64::from(items[row]))
}

/// Returns what [`packed_by_actor`] does of actors whose rows were put together, and where the visits of each start: of the
/// rows whose time is at most `span` after `base` and whose name is taken.
#[inline(never)]
pub fn packed_in_order(
    (names, times, codes): (&[u8], &[i64], &Codes),
    starts: &[u32],
    (base, span): (i64, u64),
    is_taken: &[u8; 256],
    (items, bits): (&[u32], u32),
) -> (Vec<u32>, Vec<u64>) {
    let taken = names.iter().map(|name| usize::from(is_taken[usize::from(*name)])).sum::<usize>();
    let (mut of_actors, mut words) = (Vec::with_capacity(starts.len()), vec![0; taken + 1]);
    let (mut count, mut from) = (0, 0);
    with_codes!(codes, codes => for start in starts {
        let to = *start as usize;
        for ((name, time), code) in names[from..to].iter().zip(&times[from..to]).zip(&codes[from..to]) {
            let since = time.wrapping_sub(base) as u64;
            let item = items.get(*code as usize).copied().unwrap_or(0);
            // Written always, kept only where it counts.
            words[count] = since << bits | u64::from(item);
            count += usize::from(is_taken[usize::from(*name)]) & usize::from(since <= span);
        }
        of_actors.push(count as u32);
        from = to;
    });
    words.truncate(count);
    (of_actors, words)
}

#[inline(always)]
fn put_together<T: Copy + Default>(rows: &[u32], actors: &[u32], starts: &[u32], visit: impl Fn(usize) -> T) -> Vec<T> {
    let mut next = starts.to_vec();
    let mut visits = vec![T::default(); rows.len()];
    for row in rows {
        let row = *row as usize;
        let place = &mut next[actors[row] as usize];
        visits[*place as usize] = visit(row);
        *place += 1;
    }
    visits
}

/// Returns the visit that is packed into a word.
#[inline(always)]
pub fn unpacked(word: u64, base: i64, bits: u32) -> Visit {
    Visit { time: base.wrapping_add_unsigned(word >> bits), item: (word & ((1 << bits) - 1)) as u32 }
}

/// What the steps of sessions are made by.
#[derive(Clone, Copy, Debug)]
pub struct Cut {
    /// The pause that ends a session, in microseconds.
    pub pause: u64,
    /// To how many first items it is cut.
    pub limit: u32,
    /// How many items there are; every item is below.
    pub items: u32,
}

/// Returns the steps of all sessions. An item that the same one follows is left out.
#[inline(never)]
pub fn steps(visits: &[Visit], starts: &[u32], cut: Cut) -> Vec<Step> {
    steps_between(visits, starts, cut, |visit| visit)
}

/// As [`steps`] of packed visits.
#[inline(never)]
pub fn steps_of_packed(visits: &[u64], bits: u32, starts: &[u32], cut: Cut) -> Vec<Step> {
    steps_between(visits, starts, cut, |word| unpacked(word, 0, bits))
}

#[inline(always)]
fn steps_between<T: Copy>(visits: &[T], starts: &[u32], cut: Cut, visit: impl Fn(T) -> Visit) -> Vec<Step> {
    let mut is_last = vec![0_u8; visits.len()];
    for end in starts {
        if let Some(is_last) = (*end as usize).checked_sub(1).and_then(|last| is_last.get_mut(last)) {
            *is_last = 1;
        }
    }
    let mut steps = vec![Step::default(); visits.len() + 1];
    let (mut count, mut position, mut before) = (0, 0_u32, Visit::default());
    let nexts = visits.iter().skip(1).chain(visits.last());
    for ((here, next), is_last) in visits.iter().zip(nexts).zip(&is_last) {
        let (here, next) = (visit(*here), visit(*next));
        let ends = u32::from(*is_last) | u32::from(next.time.abs_diff(here.time) >= cut.pause);
        let is_kept = ends | u32::from(next.item != here.item);
        // Written always, kept only where there is a step.
        steps[count] = Step {
            place: position.wrapping_sub(1).wrapping_mul(cut.items).wrapping_add(before.item),
            target: here.item,
            micros: here.time.wrapping_sub(before.time),
        };
        count += (is_kept & u32::from(position > 0) & u32::from(position < cut.limit)) as usize;
        position = (position + is_kept) & ends.wrapping_sub(1);
        before = if is_kept == 1 { here } else { before };
    }
    steps.truncate(count);
    steps
}

/// Returns the edges of steps, by position and source; items are below `items`.
#[inline(never)]
pub fn edges(steps: &[Step], items: usize) -> Vec<Edge> {
    let places = steps.iter().map(|step| step.place as usize + 1).max().unwrap_or(0);
    let (steps, starts) = by_place(steps, places);
    let mut edges = Vec::new();
    let (mut counts, mut micros) = (vec![0_u64; items], vec![0_i64; items]);
    let mut targets = vec![0_u32; items + 1];
    for (place, bounds) in starts.windows(2).enumerate() {
        let mut found = 0;
        for step in &steps[bounds[0] as usize..bounds[1] as usize] {
            let target = step.target as usize;
            targets[found] = step.target;
            found += usize::from(counts[target] == 0);
            counts[target] += 1;
            micros[target] = micros[target].saturating_add(step.micros);
        }
        for target in &targets[..found] {
            let count = std::mem::take(&mut counts[*target as usize]);
            let micros = std::mem::take(&mut micros[*target as usize]);
            let (position, source) = (place / items, (place % items) as u32);
            edges.push(Edge { position, source, target: *target, count, micros });
        }
    }
    edges
}

/// Returns steps in the order of their places, and where those of each place start; one entry more than there are places.
fn by_place(steps: &[Step], places: usize) -> (Vec<Step>, Vec<u32>) {
    let mut starts = vec![0_u32; places + 1];
    for step in steps {
        starts[step.place as usize + 1] += 1;
    }
    for place in 0..places {
        starts[place + 1] += starts[place];
    }
    let mut next = starts.clone();
    let mut sorted = vec![Step::default(); steps.len()];
    for step in steps {
        let place = &mut next[step.place as usize];
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
    fn packed_visits_are_the_same() {
        let (rows, actors, starts) = ([0, 1, 3], [1, 0, 0, 1], [0, 1, 3]);
        let packed = packed_by_actor(&rows, &actors, &starts, (&[10, 11, 12, 13], 10), (&[5, 6, 7, 8], 4));
        let visits: Vec<Visit> = packed.iter().map(|word| unpacked(*word, 10, 4)).collect();
        assert_eq!(visits, [visit(11, 6), visit(10, 5), visit(13, 8)]);
        let mut is_taken = [0; 256];
        (is_taken[1], is_taken[3]) = (1, 1);
        let codes = Codes::Narrow(vec![1, 0, 2, 3]);
        let in_order = (&[1, 3, 2, 1][..], &[11, 10, 12, 13][..], &codes);
        let kept = packed_in_order(in_order, &[0, 1, 4], (10, 3), &is_taken, (&[5, 6, 7, 8], 4));
        assert_eq!(kept, (starts.to_vec(), packed.clone()));
        let cut = Cut { pause: 10, limit: 3, items: 9 };
        assert_eq!(steps_of_packed(&packed, 4, &starts, cut), [Step { place: 5, target: 8, micros: 3 }]);
        assert_eq!(steps(&visits, &starts, cut), [Step { place: 5, target: 8, micros: 3 }]);
    }

    #[test]
    fn actors_and_pauses_end_sessions_and_the_last_of_the_same_counts() {
        let visits = [(0, 1), (2, 1), (5, 2), (6, 3), (7, 1), (0, 4), (9, 1), (19, 2), (20, 3)];
        let visits = visits.map(|(time, item)| visit(time, item));
        let step = |position: u32, source, target, micros| Step { place: position * 5 + source, target, micros };
        let expected = [step(0, 1, 2, 3), step(1, 2, 3, 1), step(0, 4, 1, 9), step(0, 2, 3, 1)];
        let cut = Cut { pause: 10, limit: 3, items: 5 };
        assert_eq!(steps(&visits, &[0, 5, 5, 9], cut), expected);
        assert_eq!(steps(&[], &[0, 0], cut), []);
    }

    #[test]
    fn edges_add_up_steps_of_the_same_position_and_items() {
        let step = |position: u32, source, target, micros| Step { place: position * 3 + source, target, micros };
        let steps = [step(1, 0, 1, 3), step(0, 2, 1, 4), step(0, 0, 1, 5), step(0, 2, 0, 1), step(0, 2, 1, 6)];
        let edge = |position, source, target, count, micros| Edge { position, source, target, count, micros };
        let expected = [edge(0, 0, 1, 1, 5), edge(0, 2, 1, 2, 10), edge(0, 2, 0, 1, 1), edge(1, 0, 1, 1, 3)];
        assert_eq!(edges(&steps, 3), expected);
        assert_eq!(edges(&[], 0), []);
    }
}
