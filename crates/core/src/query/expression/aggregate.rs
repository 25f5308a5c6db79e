//! The aggregates of expressions: what many rows have as one value.

use super::Expression;
use crate::query::reader::choices;

choices! {
    /// An aggregate; in a text each may end in `If`, with a condition as its last argument.
    pub enum Aggregate {
        /// How many rows there are, or how many have a value.
        Count = "count",
        /// The sum of numbers.
        Sum = "sum",
        /// Their mean.
        Average = "avg",
        /// The smallest value.
        Minimum = "min",
        /// The greatest value.
        Maximum = "max",
        /// How many different values there are.
        Different = "uniq" | "uniqExact" | "countDistinct",
        /// The median of numbers.
        Median = "median" | "medianExact",
        /// The number below which a share of them lies: `quantile(0.9)(x)`.
        Quantile = "quantile" | "quantileExact",
        /// How far numbers spread around their mean: the root of their variance.
        Deviation = "stddevPop",
        /// The same of numbers that are a sample of more.
        SampleDeviation = "stddevSamp",
        /// The mean of the squares of what lies between numbers and their mean.
        Variance = "varPop",
        /// The same of numbers that are a sample of more.
        SampleVariance = "varSamp",
        /// The first value.
        First = "any",
        /// The last value.
        Last = "anyLast",
        /// The value where another is smallest.
        AtMinimum = "argMin",
        /// The value where another is greatest.
        AtMaximum = "argMax",
        /// All values.
        List = "groupArray",
        /// All different values.
        DifferentList = "groupUniqArray",
    }
}

/// Which rows an aggregate takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// All.
    All,
    /// Those that meet its last argument.
    Meeting,
}

impl Aggregate {
    /// Returns the aggregate that a call of this name is, in any case of letters, and which rows it takes.
    pub fn called(name: &str) -> Option<(Aggregate, Taken)> {
        use crate::query::reader::Choice;
        let named = |name: &str| {
            let known = Aggregate::NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
            known.map(|(_, aggregate)| *aggregate)
        };
        let bare = || match name.split_at_checked(name.len().checked_sub(2)?)? {
            (bare, ending) if ending.eq_ignore_ascii_case("if") => named(bare),
            _ => None,
        };
        named(name).map(|found| (found, Taken::All)).or_else(|| bare().map(|found| (found, Taken::Meeting)))
    }

    /// Returns the names of all aggregates, for refusals.
    pub fn names() -> String {
        use crate::query::reader::Choice;
        Aggregate::NAMES.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
    }
}

impl Expression {
    /// Returns whether the expression has an aggregate in it.
    pub fn aggregates(&self) -> bool {
        let mut found = false;
        self.visit(&mut |part| {
            found |= matches!(part, Expression::Call(call) if Aggregate::called(&call.name).is_some());
        });
        found
    }
}
