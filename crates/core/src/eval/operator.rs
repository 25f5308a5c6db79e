//! Property operators, decided once for each different value (spec/trends 5.3 and 5.4).

mod interval;
pub(crate) mod like;
mod version;

use std::borrow::Cow;
use std::ops::{Bound, RangeBounds};

use regex_lite::Regex;

use super::path_cleaning::PathCleaner;
use super::reading::{flag_of, moment_of};
use crate::error::Error;
use crate::number::{number_of, number_text};
use crate::query::context::{Context, PropertyType};
use crate::query::filter::{Operand, Operator, Scalar};
use crate::regex::compile;
use crate::sort;
use crate::time::{Calendar, RelativeDate, Timestamp, WrittenDate};
use interval::Intervals;
use like::LikePattern;
use version::{Version, ranges_of, version_of};

/// A comparison made ready to be asked about many values.
pub struct Comparison<'a> {
    reading: Reading<'a>,
    test: Test,
    sense: Sense,
    /// The verdict on a missing value, or one that is not of the type.
    absent: bool,
}

/// As what a value is read before it is tested.
enum Reading<'a> {
    Text,
    Number,
    Flag,
    Moment(&'a Calendar),
    Version,
}

/// What a value is tested for.
enum Test {
    /// To be there.
    Anything,
    /// To be one of these texts, which are sorted.
    Texts(Vec<String>),
    /// To lie between these texts.
    TextRanges(Vec<(Bound<String>, Bound<String>)>),
    /// To be one of these numbers.
    Numbers(Intervals<f64>),
    /// To be one of these instants, in microseconds.
    Moments(Intervals<i64>),
    /// To fit any of these patterns.
    Patterns(Vec<LikePattern>),
    /// To hold what any of these expressions finds.
    Expressions(Vec<Regex>),
    /// To be one of these texts after path cleaning.
    CleanedPaths(PathCleaner, Vec<String>),
    /// To be a version between these.
    Versions(Vec<(Bound<Version>, Bound<Version>)>),
}

/// Whether values that pass the test, or those that fail it, are wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sense {
    Passing,
    Failing,
}

impl<'a> Comparison<'a> {
    /// Returns the comparison of values of a type with an operand.
    ///
    /// # Errors
    /// Refuses operands that the operator cannot use, such as a regular expression that does not compile.
    pub fn new(
        operator: Operator,
        operand: &Operand,
        kind: PropertyType,
        context: &'a Context,
    ) -> Result<Comparison<'a>, Error> {
        let values = operand.values();
        let given = |test: Test, sense: Sense, absent: bool| Comparison {
            reading: reading(operator, kind, context),
            test,
            sense,
            absent,
        };
        match operator {
            Operator::IsSet => return Ok(given(Test::Anything, Sense::Passing, false)),
            Operator::IsNotSet => return Ok(given(Test::Anything, Sense::Failing, true)),
            _ if values.is_empty() => return Ok(given(Test::Anything, Sense::Passing, true)),
            _ => {}
        }
        let accepts_missing =
            matches!(operator, Operator::IsNot | Operator::NotIn | Operator::NotIContains | Operator::NotRegex);
        let inverts = accepts_missing || operator == Operator::NotBetween;
        let sense = if inverts { Sense::Failing } else { Sense::Passing };
        Ok(given(Test::new(operator, values, kind, context)?, sense, accepts_missing))
    }

    /// Returns the comparison that reads a missing value as a text without characters.
    #[must_use]
    pub fn with_missing_as_empty(self) -> Comparison<'a> {
        Comparison { absent: self.holds(Some("")), ..self }
    }

    /// Returns whether a value, by its raw text, meets the comparison; `None` is a missing value.
    pub fn holds(&self, value: Option<&str>) -> bool {
        let Some(text) = value else { return self.absent };
        let passes = match self.reading {
            Reading::Text => Some(self.test.passes_text(text)),
            Reading::Flag => flag_of(text).map(|_| self.test.passes_text(text)),
            Reading::Number => number_of(text).map(|number| self.test.passes_number(number)),
            Reading::Moment(calendar) => {
                return moment_of(text, calendar).map_or(self.absent, |moment| self.holds_moment(moment));
            }
            Reading::Version => version_of(text).map(|version| match &self.test {
                Test::Versions(ranges) => ranges.iter().any(|range| range.contains(&version)),
                test => test.passes_text(text),
            }),
        };
        passes.map_or(self.absent, |passes| passes != (self.sense == Sense::Failing))
    }

    /// Returns whether the comparison holds among several values: for any of them, or, where a missing value meets it,
    /// for all.
    pub fn holds_among<'t>(&self, mut values: impl Iterator<Item = &'t str>) -> bool {
        if self.absent {
            values.all(|value| self.holds(Some(value)))
        } else {
            values.any(|value| self.holds(Some(value)))
        }
    }

    /// Returns whether an instant meets the comparison.
    pub fn holds_moment(&self, moment: Timestamp) -> bool {
        let passes = match &self.test {
            Test::Moments(moments) => moments.contains(moment.micros()),
            test => test.passes_text(&moment.to_string()),
        };
        passes != (self.sense == Sense::Failing)
    }

    /// Returns a byte for each number, 1 where it meets the comparison; NaN is a missing value.
    ///
    /// `None` where the comparison needs the text of the numbers.
    pub fn numbers_held(&self, numbers: &[f64]) -> Option<Vec<u8>> {
        let wanted = match (&self.test, &self.reading) {
            (Test::Numbers(wanted), _) => Cow::Borrowed(wanted),
            (Test::Anything, Reading::Text | Reading::Number) => Cow::Owned(Intervals::everything()),
            (Test::Texts(texts), Reading::Text) => {
                // A number has one text, so only a text in that form can be equal.
                let numbers = texts.iter().filter_map(|text| number_of(text).filter(|n| number_text(*n) == *text));
                Cow::Owned(Intervals::points(numbers))
            }
            _ => return None,
        };
        let failing = u8::from(self.sense == Sense::Failing);
        let absent = u8::from(self.absent);
        let verdict = |number: f64, passes: bool| if number.is_nan() { absent } else { u8::from(passes) ^ failing };
        Some(match wanted.single() {
            Some((low, high)) => {
                numbers.iter().map(|number| verdict(*number, (*number >= low) & (*number <= high))).collect()
            }
            None => numbers.iter().map(|number| verdict(*number, wanted.contains(*number))).collect(),
        })
    }
}

fn reading(operator: Operator, kind: PropertyType, context: &Context) -> Reading<'_> {
    match operator {
        Operator::IsDateExact | Operator::IsDateBefore | Operator::IsDateAfter => Reading::Moment(&context.calendar),
        Operator::SemverEqual
        | Operator::SemverNotEqual
        | Operator::SemverGreaterThan
        | Operator::SemverAtLeast
        | Operator::SemverLessThan
        | Operator::SemverAtMost
        | Operator::SemverTilde
        | Operator::SemverCaret
        | Operator::SemverWildcard => Reading::Version,
        _ => match kind {
            PropertyType::Text => Reading::Text,
            PropertyType::Numeric => Reading::Number,
            PropertyType::Boolean => Reading::Flag,
            PropertyType::DateTime => Reading::Moment(&context.calendar),
        },
    }
}

impl Test {
    fn new(operator: Operator, values: &[Scalar], kind: PropertyType, context: &Context) -> Result<Test, Error> {
        let texts = || values.iter().map(Scalar::text);
        Ok(match (operator, values) {
            (Operator::IContains | Operator::NotIContains, [only]) => {
                Test::Patterns(vec![LikePattern::containing(&only.text())])
            }
            (Operator::IContains | Operator::NotIContains, _) => {
                Test::Patterns(texts().map(|text| LikePattern::containing_plainly(&text)).collect())
            }
            (Operator::Regex | Operator::NotRegex, _) => {
                let expressions = texts().map(|text| compile(&text).map_err(|error| error.at("value")));
                Test::Expressions(expressions.collect::<Result<_, _>>()?)
            }
            (Operator::IsCleanedPathExact, _) => {
                let cleaner = PathCleaner::new(&context.path_cleaning)?;
                let wanted = texts().flat_map(|text| [cleaner.clean(&text).into_owned(), text]).collect();
                Test::CleanedPaths(cleaner, sorted(wanted))
            }
            _ => match reading(operator, kind, context) {
                Reading::Version => Test::Versions(texts().flat_map(|text| ranges_of(operator, &text)).collect()),
                Reading::Number => {
                    let numbers: Vec<f64> = values.iter().filter_map(Scalar::number).collect();
                    Test::Numbers(Intervals::new(ranges(operator, &numbers)))
                }
                Reading::Moment(_) => {
                    let moments: Vec<i64> = texts().filter_map(|text| operand_moment(&text, context)).collect();
                    Test::Moments(Intervals::new(ranges(operator, &moments)))
                }
                Reading::Text | Reading::Flag if is_equality(operator) => Test::Texts(sorted(texts().collect())),
                Reading::Text | Reading::Flag => Test::TextRanges(ranges(operator, &texts().collect::<Vec<_>>())),
            },
        })
    }

    fn passes_text(&self, text: &str) -> bool {
        match self {
            Test::Anything => true,
            Test::Texts(wanted) => contains_text(wanted, text),
            Test::TextRanges(ranges) => ranges.iter().any(|(low, high)| {
                let range = (low.as_ref().map(String::as_str), high.as_ref().map(String::as_str));
                RangeBounds::<str>::contains(&range, text)
            }),
            Test::Patterns(patterns) => patterns.iter().any(|pattern| pattern.matches(text)),
            Test::Expressions(expressions) => expressions.iter().any(|expression| expression.is_match(text)),
            Test::CleanedPaths(cleaner, wanted) => contains_text(wanted, &cleaner.clean(text)),
            Test::Numbers(_) | Test::Moments(_) | Test::Versions(_) => false,
        }
    }

    fn passes_number(&self, number: f64) -> bool {
        match self {
            Test::Numbers(wanted) => wanted.contains(number),
            test => test.passes_text(&number_text(number)),
        }
    }
}

fn is_equality(operator: Operator) -> bool {
    matches!(operator, Operator::Exact | Operator::IsNot | Operator::In | Operator::NotIn | Operator::FlagEvaluatesTo)
}

/// Returns the ranges of values that stand in the operator's relation to any of the operands.
fn ranges<T: Clone>(operator: Operator, values: &[T]) -> Vec<(Bound<T>, Bound<T>)> {
    use Bound::{Excluded, Included, Unbounded};
    if let (Operator::Between | Operator::NotBetween, [low, high]) = (operator, values) {
        return vec![(Included(low.clone()), Included(high.clone()))];
    }
    let range = |value: T| match operator {
        Operator::GreaterThan | Operator::IsDateAfter => (Excluded(value), Unbounded),
        Operator::AtLeast => (Included(value), Unbounded),
        Operator::LessThan | Operator::IsDateBefore => (Unbounded, Excluded(value)),
        Operator::AtMost => (Unbounded, Included(value)),
        _ => (Included(value.clone()), Included(value)),
    };
    values.iter().cloned().map(range).collect()
}

/// Returns the instant that an operand writes: so far before now (`-7d`, `7d`), or a date as it is (spec/trends 5.3).
fn operand_moment(text: &str, context: &Context) -> Option<i64> {
    let distance = text.strip_prefix('-').unwrap_or(text);
    let number = distance.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let is_relative =
        number.len() + 1 == distance.len() && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let moment = if is_relative {
        WrittenDate::Relative(RelativeDate::find(text)).resolve(&context.calendar, context.now)
    } else {
        moment_of(text, &context.calendar)?
    };
    Some(moment.micros())
}

fn sorted(mut texts: Vec<String>) -> Vec<String> {
    sort::sort(&mut texts);
    texts
}

fn contains_text(sorted: &[String], text: &str) -> bool {
    sorted.binary_search_by(|wanted| wanted.as_str().cmp(text)).is_ok()
}
