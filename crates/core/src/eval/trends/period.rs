//! One period of a query: its range, its buckets, and what its series share.

use std::cell::{OnceCell, RefCell};
use std::ops::Range;
use std::rc::Rc;

use super::grouping::{Dimensions, Grouping};
use super::rolling::{LookBack, RollingGrid};
use super::window::Window;
use crate::answer::trends::CompareLabel;
use crate::error::Error;
use crate::eval::frame::Frame;
use crate::eval::mask::Mask;
use crate::query::date_range::Comparison;
use crate::query::trends::{Display, TestAccounts, TrendsQuery};
use crate::time::{Buckets, Interval, ResolvedRange, Resolver, Rounding};

/// Which rows a math reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// Those of the range.
    Range,
    /// Those of the range from its start on, to the microsecond, and not from that of the start's bucket.
    ExactStart,
    /// Those of so many days before.
    Rolling(i64),
}

/// One period of a query.
pub(super) struct Period<'a> {
    pub(super) frame: &'a Frame<'a>,
    pub(super) query: &'a TrendsQuery,
    /// Which period it is, when the query compares.
    pub(super) label: Option<CompareLabel>,
    pub(super) range: ResolvedRange,
    /// The buckets of the range, one for each interval.
    pub(super) intervals: Buckets,
    scopes: RefCell<Vec<(Reach, Rc<Scope>)>>,
}

/// The rows that some maths read, and which of them the query as a whole lets count.
pub(super) struct Scope {
    pub(super) window: Window,
    /// The grid of a rolling math.
    pub(super) grid: Option<RollingGrid>,
    /// The rows that meet the conditions of the query, without those of a series.
    pub(super) common: Mask<'static>,
    grouping: OnceCell<Grouping>,
}

impl Scope {
    /// Returns the groups of a query's breakdown that do not depend on the series.
    pub(super) fn grouping(&self, dimensions: &Dimensions<'_>) -> &Grouping {
        self.grouping.get_or_init(|| dimensions.grouping(&self.window.rows, &self.common))
    }
}

impl<'a> Period<'a> {
    /// Returns the period that a query asks about, and the one that it is compared with.
    ///
    /// # Errors
    /// Fails if a range has too many buckets.
    pub(super) fn of(query: &'a TrendsQuery, frame: &'a Frame<'a>) -> Result<Vec<Period<'a>>, Error> {
        let resolver = |interval| Resolver {
            calendar: &frame.context.calendar,
            now: frame.context.now,
            interval,
            rounding: if query.display == Display::BoldNumber { Rounding::Exact } else { Rounding::Periods },
            earliest: frame.dataset.events().earliest(),
        };
        let interval = if query.display.is_total_value() { Interval::Day } else { query.interval };
        let range = &query.date_range;
        let current = resolver(interval).current(range);
        // Measured with the query's own interval, even where the current range is not (spec/trends 4.6).
        let previous = match query.comparison {
            _ if matches!(query.display, Display::SlopeGraph | Display::BoxPlot) => None,
            Comparison::None => None,
            Comparison::PreviousPeriod => Some(resolver(query.interval).previous(range)),
            Comparison::EarlierBy(distance) => {
                Some(resolver(query.interval).shifted(range, distance, frame.context.comparison_periods))
            }
        };
        let labels = [CompareLabel::Current, CompareLabel::Previous];
        let ranges = [Some(current), previous];
        let period = |(range, label): (ResolvedRange, CompareLabel)| {
            let range = ResolvedRange { interval, ..range };
            Ok(Period {
                frame,
                query,
                label: previous.map(|_| label),
                range,
                intervals: range.buckets(&frame.context.calendar)?,
                scopes: RefCell::default(),
            })
        };
        ranges.into_iter().zip(labels).filter_map(|(range, label)| Some((range?, label))).map(period).collect()
    }

    /// Returns what maths of a reach share.
    ///
    /// # Errors
    /// As [`Frame::filter_mask`], or if there are too many buckets.
    pub(super) fn scope(&self, reach: Reach) -> Result<Rc<Scope>, Error> {
        if let Some((_, scope)) = self.scopes.borrow().iter().find(|(known, _)| *known == reach) {
            return Ok(Rc::clone(scope));
        }
        let times = self.frame.dataset.events().times();
        let (window, grid) = match reach {
            Reach::Range => (Window::new(&self.counted()?, times), None),
            Reach::ExactStart => (Window::new(&self.counted()?.within(self.range.from, self.range.upper), times), None),
            Reach::Rolling(days) => {
                let calendar = &self.frame.context.calendar;
                let grid = RollingGrid::new(&self.range, &self.intervals, days, self.look_back(), calendar)?;
                (Window::new(&grid.cells, times), Some(grid))
            }
        };
        let common = self.common_mask(&window.rows)?.and(window.counted.clone());
        let scope = Rc::new(Scope { window, grid, common, grouping: OnceCell::new() });
        self.scopes.borrow_mut().push((reach, Rc::clone(&scope)));
        Ok(scope)
    }

    /// Returns the rows that meet the conditions of the query.
    ///
    /// # Errors
    /// As [`Frame::filter_mask`].
    pub(super) fn common_mask(&self, rows: &Range<usize>) -> Result<Mask<'static>, Error> {
        let mut mask = self.frame.filter_mask(&self.query.filter, rows)?;
        if self.query.test_accounts == TestAccounts::FilteredOut {
            mask = mask.and(self.frame.filter_mask(&self.frame.context.test_account_filter, rows)?);
        }
        Ok(mask.and(self.frame.sample_mask(self.query.sampling_factor, rows)))
    }

    /// Returns how many figures a row has.
    pub(super) fn figures(&self) -> usize {
        if self.query.display.is_total_value() { 1 } else { self.intervals.len() }
    }

    /// Returns from where rolling maths look back.
    pub(super) fn look_back(&self) -> LookBack {
        if self.query.display.is_total_value() { LookBack::FromEnd } else { LookBack::FromStart }
    }

    /// Returns the buckets that figures are counted in: the intervals, or the whole range as one.
    fn counted(&self) -> Result<Buckets, Error> {
        if self.query.display.is_total_value() {
            self.range.whole(&self.frame.context.calendar)
        } else {
            Ok(self.intervals.clone())
        }
    }
}
