//! Sub-queries: a series in a period, whole or of one cohort, gives rows of figures (spec/trends 6.1 and 6.2).

use std::borrow::Cow;
use std::rc::Rc;

use super::breakdown::Split;
use super::distinct::{DistinctCount, Marks, Once, SessionAggregate};
use super::first_time::first_rows;
use super::grouping::ValueShape;
use super::math::{Computation, FirstOf};
use super::measure::{CountPerActor, EventCount, ExpressionAggregate, Measure, NumberAggregate};
use super::period::{Period, Reach, Scope};
use super::ranking::{Line, RankBy, Ranking};
use super::rolling::RollingCount;
use super::shown::{accumulate, smooth};
use crate::answer::trends::BreakdownValue;
use crate::error::Error;
use crate::eval::actor::ActorKind;
use crate::eval::mask::Mask;
use crate::query::breakdown::CohortChoice;
use crate::query::expression::Expression;
use crate::query::filter::Source;
use crate::query::series::Series;
use crate::query::trends::Display;

/// A series in a period.
pub(super) struct SubQuery<'a> {
    pub(super) period: &'a Period<'a>,
    pub(super) series: &'a Series,
    pub(super) computation: Computation<'a>,
    pub(super) scope: Rc<Scope>,
    /// The rows that meet all conditions; of first times, those of the persons that count.
    pub(super) selected: Mask<'a>,
}

impl<'a> SubQuery<'a> {
    /// Returns the sub-query of a series, its rows selected.
    ///
    /// # Errors
    /// Refuses what cannot be selected or computed.
    pub(super) fn new(period: &'a Period<'a>, series: &'a Series) -> Result<SubQuery<'a>, Error> {
        let frame = period.frame;
        let computation = Computation::of(&series.math, period.query.interval, frame)?;
        let scope = period.scope(match computation {
            Computation::Rolling { days, .. } => Reach::Rolling(days),
            Computation::PerActor(_) => Reach::ExactStart,
            _ => Reach::Range,
        })?;
        let rows = &scope.window.rows;
        let selected = match computation {
            Computation::FirstTime(of) => first_selected(period, series, &scope, of)?,
            Computation::Actors(actor @ ActorKind::Group(_))
            | Computation::Rolling { actor: actor @ ActorKind::Group(_), .. } => {
                scope.common.clone().and(frame.series_mask(series, rows)?).and(frame.actors(actor, rows).present)
            }
            _ => scope.common.clone().and(frame.series_mask(series, rows)?),
        };
        Ok(SubQuery { period, series, computation, scope, selected })
    }

    /// Returns the rows of a breakdown, or the only one without.
    ///
    /// # Errors
    /// Refuses maths that cannot be computed.
    pub(super) fn lines(&self, split: &Split<'_>, limit: usize) -> Result<Vec<Line>, Error> {
        match split {
            Split::None => Ok(vec![Line { value: None, figures: self.shown(self.figures(&self.selected)?.0) }]),
            Split::Cohort(choice) => {
                let line = self.cohort_line(*choice)?;
                Ok(line.into_iter().map(|(value, figures)| Line { value: Some(value), figures }).collect())
            }
            Split::Cohorts(choices) => {
                let mut ranking = self.ranking(limit, ValueShape::Plain);
                for choice in choices {
                    if let Some((value, figures)) = self.cohort_line(*choice)? {
                        ranking.push(value, figures);
                    }
                }
                Ok(ranking.finish())
            }
            Split::Dimensions(dimensions) => self.grouped_lines(dimensions, limit),
        }
    }

    pub(super) fn ranking(&self, limit: usize, shape: ValueShape) -> Ranking {
        let rank_by = if self.period.query.display.is_total_value() { RankBy::Sum } else { RankBy::NullThenSum };
        Ranking::new(limit, rank_by, shape)
    }

    /// Returns the figures of a cohort, nothing if nobody in it did anything.
    fn cohort_line(&self, choice: CohortChoice) -> Result<Option<(BreakdownValue, Vec<f64>)>, Error> {
        let (value, selected) = match choice {
            CohortChoice::Everybody => (super::breakdown::everybody(), self.selected.clone()),
            CohortChoice::Cohort(id) => {
                let members = self.period.frame.cohort_members(id)?;
                let members = self.period.frame.person_mask(&members, &self.scope.window.rows);
                (BreakdownValue::Cohort(id), self.selected.clone().and(members))
            }
        };
        let (figures, occurs) = self.figures(&selected)?;
        Ok(occurs.then(|| (value, self.shown(figures))))
    }

    /// Returns the figures of some rows, and whether there is anything to show.
    fn figures(&self, selected: &Mask<'_>) -> Result<(Vec<f64>, bool), Error> {
        let window = &self.scope.window;
        let mut figures = vec![0.0; self.period.figures()];
        if matches!(self.computation, Computation::Total | Computation::FirstTime(_)) {
            for part in &window.parts {
                figures[part.bucket] = selected.count(part.rows.clone()) as f64;
            }
            let occurs = figures.iter().any(|figure| *figure > 0.0);
            return Ok((figures, occurs));
        }
        if !figures.is_empty() {
            self.measure()?.measure_selected(selected, &mut figures);
        }
        let occurs = self.occurs(selected.count(0..window.len()), &figures);
        Ok((figures, occurs))
    }

    /// Says whether a breakdown value with so many rows and these figures is shown: rolling maths read rows that count
    /// nowhere.
    pub(super) fn occurs(&self, rows: usize, figures: &[f64]) -> bool {
        match self.computation {
            Computation::Rolling { .. } => figures.iter().any(|figure| *figure > 0.0),
            _ => rows > 0,
        }
    }

    /// Returns figures as the display shows them. How smoothing and accumulating meet is open (spec/trends 11); as in
    /// the older query, smoothing comes first.
    pub(super) fn shown(&self, mut figures: Vec<f64>) -> Vec<f64> {
        let query = self.period.query;
        if !query.display.is_total_value() && query.display != Display::SlopeGraph {
            smooth(&mut figures, query.smoothing_intervals);
        }
        if query.display == Display::CumulativeLineGraph {
            accumulate(&mut figures);
        }
        figures
    }

    /// Returns how often an actor counts.
    pub(super) fn once(&self) -> Once {
        let is_cumulative = self.period.query.display == Display::CumulativeLineGraph;
        if is_cumulative { Once::PerRange } else { Once::PerBucket }
    }

    /// Returns what turns the rows of a group into figures.
    pub(super) fn measure(&self) -> Result<Box<dyn Measure + '_>, Error> {
        let frame = self.period.frame;
        let window = &self.scope.window;
        let rows = &window.rows;
        Ok(match (self.computation, &self.scope.grid) {
            (Computation::Total | Computation::FirstTime(_), _) | (Computation::Rolling { .. }, None) => {
                Box::new(EventCount { window })
            }
            (Computation::Rolling { actor, .. }, Some(grid)) => {
                Box::new(RollingCount::new(window, grid, frame.actors(actor, rows), self.period.look_back()))
            }
            (Computation::Actors(kind), _) => {
                let actors = frame.actors(kind, rows);
                let once = self.once();
                Box::new(DistinctCount { window, things: actors.of_rows, marks: Marks::new(actors.count), once })
            }
            (Computation::Sessions, _) => {
                let (sessions, count) = self.sessions();
                let (things, marks) = (Cow::Owned(sessions), Marks::new(count));
                Box::new(DistinctCount { window, things, marks, once: Once::PerBucket })
            }
            (Computation::Property { property, aggregation }, _) if property.source == Source::Session => {
                let (sessions, count) = self.sessions();
                let mut numbers = vec![f64::NAN; count];
                for (session, number) in sessions.iter().zip(frame.numbers(property, rows)?.iter()) {
                    numbers[*session as usize] = *number;
                }
                Box::new(SessionAggregate { window, sessions, numbers, marks: Marks::new(count), aggregation })
            }
            (Computation::Property { property, aggregation }, _) => {
                Box::new(NumberAggregate { window, numbers: frame.numbers(property, rows)?, aggregation })
            }
            (Computation::PerActor(aggregation), _) => {
                let persons = &frame.dataset.person_of_rows()[rows.clone()];
                let counts = vec![0; frame.dataset.persons().len()];
                Box::new(CountPerActor { window, persons, counts, aggregation })
            }
            (Computation::Expression(text), _) => {
                let expression = Expression::parse(text).and_then(|tree| frame.aggregate_expression(tree, &[], rows));
                let refused = |error: Error| error.at("math_hogql").within("series");
                Box::new(ExpressionAggregate { window, expression: expression.map_err(refused)? })
            }
        })
    }

    /// Returns the session of each row and how many there may be; events without one share one, of number 0.
    fn sessions(&self) -> (Vec<u32>, usize) {
        let rows = &self.scope.window.rows;
        let Some(column) = self.period.frame.dataset.events().property("$session_id") else {
            return (vec![0; rows.len()], 1);
        };
        let ids = column.coded();
        let of_code = |(code, id): (usize, Option<&str>)| if id.is_none_or(str::is_empty) { 0 } else { code as u32 };
        let table: Vec<u32> = ids.dictionary().values().map(|id| id.text()).enumerate().map(of_code).collect();
        let mut sessions = ids.codes().wide(rows);
        for session in &mut sessions {
            *session = table[*session as usize];
        }
        (sessions, table.len())
    }

    /// Says whether the figures of a sample are scaled up.
    pub(super) fn scales(&self) -> bool {
        self.computation.scales()
    }
}

/// Returns the rows that stand for the persons who did it for the first time.
fn first_selected(period: &Period<'_>, series: &Series, scope: &Scope, of: FirstOf) -> Result<Mask<'static>, Error> {
    let frame = period.frame;
    let counted = &scope.window.rows;
    let history = 0..counted.end;
    let matching = period.common_mask(&history)?.and(frame.series_mask(series, &history)?);
    let candidates = match of {
        FirstOf::Matching => matching.clone(),
        FirstOf::Any => frame
            .selection_mask(&series.events, &history)?
            .and(frame.sample_mask(period.query.sampling_factor, &history)),
    };
    let dataset = frame.dataset;
    let first = first_rows(
        dataset.person_of_rows(),
        dataset.persons().len(),
        dataset.events().times(),
        &candidates,
        &matching,
        counted,
    );
    Ok(first.and(scope.window.counted.clone()))
}
