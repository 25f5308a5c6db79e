//! The functions of expressions, by name.

mod address;
mod condition;
mod list;
mod number;
mod text;
mod time;

use std::cell::RefCell;
use std::rc::Rc;

use regex_lite::Regex;

use super::datum::Datum;
use crate::error::{Error, ErrorKind, Fault};
use crate::number::number_of;
use crate::query::context::Context;
use crate::query::expression::Expression;
use crate::regex::compile;
use crate::sort;

/// How many compiled regular expressions are remembered.
const MOST_REGEXES: usize = 16;

/// A function of an expression.
pub(super) struct Function {
    /// Its name; any case of letters finds it.
    pub(super) name: &'static str,
    /// The least and the greatest number of arguments.
    arguments: (usize, usize),
    nulls: Nulls,
    run: for<'a> fn(&mut [Datum<'a>], &Scope<'_>) -> Datum<'a>,
}

/// What a function makes of null.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Nulls {
    /// Null, if any argument is null.
    Null,
    /// It looks at nulls itself.
    Seen,
}

/// What functions read besides their arguments.
pub(in crate::eval) struct Scope<'f> {
    /// The moment and the team's calendar.
    pub(super) context: &'f Context,
    regexes: RefCell<Vec<(String, Option<Rc<Regex>>)>>,
}

impl<'f> Scope<'f> {
    pub(in crate::eval) fn new(context: &'f Context) -> Scope<'f> {
        Scope { context, regexes: RefCell::default() }
    }

    /// Returns a compiled expression, `None` where it does not compile.
    fn regex(&self, pattern: &str) -> Option<Rc<Regex>> {
        let mut regexes = self.regexes.borrow_mut();
        if let Some((_, regex)) = regexes.iter().find(|(known, _)| known == pattern) {
            return regex.clone();
        }
        if regexes.len() == MOST_REGEXES {
            regexes.clear();
        }
        let regex = compile(pattern).ok().map(Rc::new);
        regexes.push((pattern.to_owned(), regex.clone()));
        regex
    }
}

impl Function {
    const fn new(
        name: &'static str,
        least: usize,
        most: usize,
        run: for<'a> fn(&mut [Datum<'a>], &Scope<'_>) -> Datum<'a>,
    ) -> Function {
        Function { name, arguments: (least, most), nulls: Nulls::Null, run }
    }

    const fn seeing_nulls(mut self) -> Function {
        self.nulls = Nulls::Seen;
        self
    }

    /// Refuses a wrong number of arguments, and regular expressions that do not compile.
    pub(super) fn check(&self, arguments: &[&Expression]) -> Result<(), Error> {
        let (least, most) = self.arguments;
        if !(least..=most).contains(&arguments.len()) {
            let wanted = if least == most { least.to_string() } else { format!("{least} to {most}") };
            let given = arguments.len();
            return Err(Error::invalid(format!("`{}` takes {wanted} arguments, not {given}.", self.name)));
        }
        match (self.name, arguments) {
            ("plus" | "minus" | "multiply" | "divide" | "intDiv" | "modulo" | "negate" | "pow", operands) => {
                operands.iter().try_for_each(|operand| self.check_operand(operand))
            }
            ("match" | "extract" | "replaceRegexpAll" | "replaceRegexpOne", [_, Expression::Text(pattern), ..]) => {
                compile(pattern).map(drop)
            }
            _ => Ok(()),
        }
    }

    /// Refuses a text that writes no number where one is reckoned with.
    fn check_operand(&self, operand: &Expression) -> Result<(), Error> {
        match operand {
            Expression::Text(text) if number_of(text).is_none() => {
                let detail =
                    format!("Illegal type String of argument of function {}: '{text}' is no number.", self.name);
                Err(Error::new(ErrorKind::Invalid(Fault::IllegalTypeOfArgument), detail))
            }
            _ => Ok(()),
        }
    }

    /// Returns what the function makes of its arguments.
    pub(super) fn call<'a>(&self, arguments: &mut [Datum<'a>], scope: &Scope<'_>) -> Datum<'a> {
        if self.nulls == Nulls::Null && arguments.contains(&Datum::Null) {
            return Datum::Null;
        }
        (self.run)(arguments, scope)
    }
}

/// Returns the names of all functions, in the order of their kinds, and then other names of some.
pub fn function_names() -> impl Iterator<Item = &'static str> {
    functions().map(|function| function.name).chain(ALIASES.iter().map(|(alias, _)| *alias))
}

fn functions() -> impl Iterator<Item = &'static Function> {
    let kinds: [&'static [Function]; 6] = [
        condition::FUNCTIONS,
        text::FUNCTIONS,
        address::FUNCTIONS,
        number::FUNCTIONS,
        time::FUNCTIONS,
        list::FUNCTIONS,
    ];
    kinds.into_iter().flatten()
}

/// Other names of functions, as SQL writes them.
const ALIASES: &[(&str, &str)] = &[
    ("ceiling", "ceil"),
    ("char_length", "length"),
    ("lcase", "lower"),
    ("mod", "modulo"),
    ("power", "pow"),
    ("substr", "substring"),
    ("toFloat32", "toFloat"),
    ("toFloat64", "toFloat"),
    ("toInt16", "toInt"),
    ("toInt32", "toInt"),
    ("toInt64", "toInt"),
    ("truncate", "trunc"),
    ("ucase", "upper"),
];

/// Returns the function of a name.
///
/// # Errors
/// Refuses other names, naming those that are nearest.
pub(super) fn function_named(name: &str) -> Result<&'static Function, Error> {
    let alias = ALIASES.iter().find(|(alias, _)| alias.eq_ignore_ascii_case(name));
    let name = alias.map_or(name, |(_, name)| name);
    if let Some(found) = functions().find(|function| function.name.eq_ignore_ascii_case(name)) {
        return Ok(found);
    }
    let mut nearest: Vec<(usize, &str)> = functions()
        .map(|function| (distance(&name.to_lowercase(), &function.name.to_lowercase()), function.name))
        .collect();
    sort::sort(&mut nearest);
    let names: Vec<&str> = nearest.iter().take(3).map(|(_, name)| *name).collect();
    Err(Error::invalid(format!("there is no function `{name}` here; the nearest are {}.", names.join(", "))))
}

/// Returns how many letters must be changed, added or taken away to make one name of another.
fn distance(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (index, letter) in one.bytes().take(64).enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], index + 1);
        for (column, candidate) in other.bytes().enumerate() {
            let changed = diagonal + usize::from(letter != candidate);
            diagonal = row[column + 1];
            row[column + 1] = changed.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row.last().copied().unwrap_or(0)
}

/// Returns the argument of that number, taken out.
fn take<'a>(arguments: &mut [Datum<'a>], index: usize) -> Datum<'a> {
    arguments.get_mut(index).map_or(Datum::Null, |argument| std::mem::replace(argument, Datum::Null))
}
