//! Sub-queries broken down by dimensions: figures for each group.
//!
//! Events and actors are counted in all groups at once, in order of time; other maths take the rows of one group after
//! the other.

use oriel_kernels::counts::{by_group, different_by_few_groups, of_mask_by_group};
use oriel_kernels::partition::Partition;

use super::distinct::{Marks, Once};
use super::grouping::{Dimensions, Grouping};
use super::math::Computation;
use super::ranking::{Line, Ranking};
use super::sub_query::SubQuery;
use crate::columns::codes::Codes;
use crate::error::Error;
use crate::eval::actor::Actors;
use crate::eval::mask::Mask;

/// The most counters, of groups by buckets, that are kept at once.
const MOST_COUNTERS: usize = 1 << 22;

/// The most marks, a byte each, of groups by actors.
const MOST_MARKS: usize = 1 << 24;

/// How many groups an actor's mark, a byte, has a bit for.
const FEW_GROUPS: usize = 8;

/// How many marks may be emptied between buckets for each row that is read.
const EMPTIED_PER_ROW: usize = 32;

impl SubQuery<'_> {
    /// Returns the rows of a breakdown by dimensions, the largest of them named.
    ///
    /// # Errors
    /// Refuses maths that cannot be computed.
    pub(super) fn grouped_lines(&self, dimensions: &Dimensions<'_>, limit: usize) -> Result<Vec<Line>, Error> {
        let window = &self.scope.window;
        let own;
        let grouping = if dimensions.depend_on_selection() {
            own = dimensions.grouping(&window.rows, &self.selected);
            &own
        } else {
            self.scope.grouping(dimensions)
        };
        let mut ranking = self.ranking(limit, dimensions.shape);
        let len = self.period.figures();
        if let Some(counts) = self.counts(grouping, grouping.codes(dimensions)) {
            self.rank_counts(&counts, grouping, &mut ranking);
            return Ok(ranking.finish());
        }
        let rows = self.selected.rows(0, 0..window.len());
        let mut measure = self.measure()?;
        for (group, rows) in Partition::new(&rows, grouping.codes(dimensions), grouping.count).groups() {
            let mut figures = vec![0.0; len];
            measure.measure(rows, &mut figures);
            if self.occurs(rows.len(), &figures) {
                ranking.push(grouping.value(group), self.shown(figures));
            }
        }
        Ok(ranking.finish())
    }

    /// Returns the counts of the groups, bucket after bucket, of maths that count and of few enough groups.
    fn counts(&self, grouping: &Grouping, codes: (&Codes, usize)) -> Option<Vec<u32>> {
        let few = |others: usize, most: usize| grouping.count.checked_mul(others).filter(|count| *count <= most);
        let counters = few(self.period.figures(), MOST_COUNTERS)?;
        match self.computation {
            Computation::Total | Computation::FirstTime(_) => Some(self.event_counts(counters, grouping.count, codes)),
            Computation::Actors(kind) => {
                let actors = self.period.frame.actors(kind, &self.scope.window.rows);
                let emptied = actors.count.saturating_mul(self.scope.window.parts.len());
                if grouping.count <= FEW_GROUPS && emptied <= actors.of_rows.len().saturating_mul(EMPTIED_PER_ROW) {
                    return Some(self.actor_counts_of_few(counters, &actors, codes, grouping.count));
                }
                let marks = few(actors.count, MOST_MARKS)?;
                Some(self.actor_counts(counters, marks, &actors.of_rows, codes, grouping.count))
            }
            _ => None,
        }
    }

    fn event_counts(&self, counters: usize, groups: usize, codes: (&Codes, usize)) -> Vec<u32> {
        let mut counts = vec![0; counters];
        for part in &self.scope.window.parts {
            let counts = &mut counts[part.bucket * groups..][..groups];
            match (&self.selected, codes) {
                (Mask::Some(_) | Mask::OfName { .. }, (Codes::Narrow(of_rows), first)) => {
                    let mask = self.selected.bytes(part.rows.clone());
                    of_mask_by_group(&mask, &of_rows[first..][part.rows.clone()], counts);
                }
                _ => self.selected.each_block(part.rows.clone(), |rows| by_group(rows, codes, counts)),
            }
        }
        counts
    }

    fn actor_counts(
        &self,
        counters: usize,
        marks: usize,
        actors: &[u32],
        codes: (&Codes, usize),
        groups: usize,
    ) -> Vec<u32> {
        let mut counts = vec![0; counters];
        let mut marks = Marks::new(marks);
        marks.start_again();
        for part in &self.scope.window.parts {
            if self.once() == Once::PerBucket {
                marks.start_again();
            }
            let counts = &mut counts[part.bucket * groups..][..groups];
            self.selected.each_block(part.rows.clone(), |rows| marks.see_all_by_group(rows, actors, codes, counts));
        }
        counts
    }

    /// Does the same for groups of which each is a bit in the mark of an actor.
    fn actor_counts_of_few(
        &self,
        counters: usize,
        actors: &Actors<'_>,
        codes: (&Codes, usize),
        groups: usize,
    ) -> Vec<u32> {
        let mut counts = vec![0; counters];
        let mut marks = vec![0; actors.count];
        for part in &self.scope.window.parts {
            if self.once() == Once::PerBucket {
                marks.fill(0);
            }
            let mut different = [0; FEW_GROUPS];
            self.selected.each_block(part.rows.clone(), |rows| {
                different_by_few_groups(rows, &actors.of_rows, codes, &mut marks, &mut different);
            });
            counts[part.bucket * groups..][..groups].copy_from_slice(&different[..groups]);
        }
        counts
    }

    fn rank_counts(&self, counts: &[u32], grouping: &Grouping, ranking: &mut Ranking) {
        for group in 0..grouping.count {
            let of_group = counts.iter().skip(group).step_by(grouping.count);
            let figures: Vec<f64> = of_group.map(|count| f64::from(*count)).collect();
            if figures.iter().any(|figure| *figure > 0.0) {
                ranking.push(grouping.value(group), self.shown(figures));
            }
        }
    }
}
