//! What goes together with finishing a funnel, and with leaving it (spec/funnels 6.3).

use super::{Figure, Shape};
use crate::answer::correlation::{Correlation, CorrelationKind, Correlations};
use crate::chart::format::ValueFormat;
use crate::chart::options::Reader;

/// What goes together with finishing, and with leaving.
#[derive(Clone, Debug, PartialEq)]
pub struct Odds {
    /// The events and properties, as the answer orders them.
    pub rows: Vec<Odd>,
    /// How numbers are written.
    pub format: ValueFormat,
}

/// One event or property.
#[derive(Clone, Debug, PartialEq)]
pub struct Odd {
    /// Its name.
    pub name: String,
    /// How much likelier those who have it finish.
    pub ratio: f64,
    /// How many of those who finished have it.
    pub finished: u64,
    /// How many of those who left have it.
    pub left: u64,
    /// With what it goes together.
    pub kind: CorrelationKind,
}

impl Odd {
    /// Returns in a word with what it goes together.
    pub fn goes_with(&self) -> &'static str {
        match self.kind {
            CorrelationKind::Success => "Finishing",
            CorrelationKind::Failure => "Leaving",
        }
    }
}

pub(super) fn figure(correlations: &Correlations, reader: Reader) -> Figure {
    if correlations.events.is_empty() {
        return Figure::nothing();
    }
    let odd = |one: &Correlation| Odd {
        name: one.event.event.clone(),
        ratio: one.odds_ratio,
        finished: one.success_count,
        left: one.failure_count,
        kind: one.correlation_type,
    };
    let rows = correlations.events.iter().map(odd).collect();
    let odds = Odds { rows, format: ValueFormat::plain(reader.separators) };
    Figure::of(std::iter::once("Correlation".to_owned()), Shape::Odds(odds))
}
