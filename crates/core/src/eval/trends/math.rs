//! The maths of series: what each name computes (spec/trends 6.3).

use crate::error::Error;
use crate::eval::actor::ActorKind;
use crate::eval::aggregation::Aggregation;
use crate::eval::frame::Frame;
use crate::query::series::{Math, MathName, MathProperty};
use crate::time::Interval;

/// What a series computes of its events.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Computation<'q> {
    /// How many there are.
    Total,
    /// How many different actors they have.
    Actors(ActorKind),
    /// How many different sessions they have.
    Sessions,
    /// How many different actors were active in the days up to a bucket.
    Rolling { actor: ActorKind, days: i64 },
    /// How many persons did it for the first time.
    FirstTime(FirstOf),
    /// An aggregate of a property.
    Property { property: &'q MathProperty, aggregation: Aggregation },
    /// An aggregate of the events of each person.
    PerActor(Aggregation),
    /// An aggregate expression.
    Expression(&'q str),
}

/// Of which events a person's first is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FirstOf {
    /// Of all events of the series, whatever the filters.
    Any,
    /// Of those that meet every filter.
    Matching,
}

/// Returns the name of a math in force: weekly and monthly actives of an interval that is not shorter are plain ones
/// (spec/trends 6.1).
pub(super) fn name_in_force(math: &Math, interval: Interval) -> Option<MathName> {
    match math.name {
        Some(MathName::WeeklyActive) if interval >= Interval::Week => Some(MathName::DailyActive),
        Some(MathName::MonthlyActive) if interval >= Interval::Month => Some(MathName::DailyActive),
        name => name,
    }
}

impl<'q> Computation<'q> {
    /// Returns what a math computes.
    ///
    /// # Errors
    /// Refuses a math that lacks what it needs.
    pub(super) fn of(math: &'q Math, interval: Interval, frame: &Frame<'_>) -> Result<Computation<'q>, Error> {
        let actor = || math.group_type.map_or_else(|| frame.usual_actor(), ActorKind::Group);
        let property = |aggregation| match &math.property {
            Some(property) => Computation::Property { property, aggregation },
            None => Computation::Total,
        };
        let needed = |name: &'static str| Error::required(name).within("series");
        Ok(match name_in_force(math, interval) {
            None | Some(MathName::Total | MathName::FirstTimeForUserWithFilters) => Computation::Total,
            Some(MathName::DailyActive) => Computation::Actors(actor()),
            Some(MathName::WeeklyActive) => Computation::Rolling { actor: actor(), days: 7 },
            Some(MathName::MonthlyActive) => Computation::Rolling { actor: actor(), days: 30 },
            Some(MathName::UniqueGroup) => {
                Computation::Actors(ActorKind::Group(math.group_type.ok_or_else(|| needed("math_group_type_index"))?))
            }
            Some(MathName::UniqueSession) => Computation::Sessions,
            Some(MathName::FirstTimeForUser) => Computation::FirstTime(FirstOf::Any),
            Some(MathName::FirstMatchingEventForUser) => Computation::FirstTime(FirstOf::Matching),
            Some(MathName::Hogql) => {
                Computation::Expression(math.expression.as_deref().ok_or_else(|| needed("math_hogql"))?)
            }
            Some(MathName::Average) => property(Aggregation::Average),
            Some(MathName::Sum) => property(Aggregation::Sum),
            Some(MathName::Minimum) => property(Aggregation::Minimum),
            Some(MathName::Maximum) => property(Aggregation::Maximum),
            Some(MathName::Median) => property(Aggregation::Quantile(0.5)),
            Some(MathName::P75) => property(Aggregation::Quantile(0.75)),
            Some(MathName::P90) => property(Aggregation::Quantile(0.9)),
            Some(MathName::P95) => property(Aggregation::Quantile(0.95)),
            Some(MathName::P99) => property(Aggregation::Quantile(0.99)),
            Some(MathName::AverageCountPerActor) => Computation::PerActor(Aggregation::Average),
            Some(MathName::MinimumCountPerActor) => Computation::PerActor(Aggregation::Minimum),
            Some(MathName::MaximumCountPerActor) => Computation::PerActor(Aggregation::Maximum),
            Some(MathName::MedianCountPerActor) => Computation::PerActor(Aggregation::Quantile(0.5)),
            Some(MathName::P75CountPerActor) => Computation::PerActor(Aggregation::Quantile(0.75)),
            Some(MathName::P90CountPerActor) => Computation::PerActor(Aggregation::Quantile(0.9)),
            Some(MathName::P95CountPerActor) => Computation::PerActor(Aggregation::Quantile(0.95)),
            Some(MathName::P99CountPerActor) => Computation::PerActor(Aggregation::Quantile(0.99)),
        })
    }

    /// Says whether the figures of a sample are scaled up (spec/trends 6.8).
    pub(super) fn scales(self) -> bool {
        match self {
            Computation::Property { aggregation, .. } => aggregation.scales(),
            Computation::PerActor(_) => false,
            _ => true,
        }
    }
}
