//! `cargo xtask bench size`: what the modules weigh, and which parts of them weigh most.

use std::{
    collections::BTreeMap,
    fs,
    io::{self, Write},
    process::ExitCode,
};

use clap::Args;

use super::functions::{Function, functions};
use crate::{
    builds::{Builder, NAMED},
    error::Error,
    size, workspace,
};

/// What to list.
#[derive(Args)]
pub(crate) struct Arguments {
    /// How many parts of each module are listed.
    #[arg(long, default_value_t = 30)]
    parts: usize,
    /// How deep in modules a part is: 1 for crates.
    #[arg(long, default_value_t = 3)]
    depth: usize,
}

/// Builds the modules, and prints what they and their parts weigh.
///
/// # Errors
/// If a module can't be built.
pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Error> {
    Builder::ready()?.all()?;
    let mut out = io::stdout().lock();
    size::print_budgets(&mut out)?;
    for folder in ["browser", "edge", "painter"] {
        let path = workspace::file("target").join(folder).join(NAMED);
        let functions = functions(&fs::read(&path).map_err(Error::file(&path))?);
        let total: usize = functions.iter().map(|function| function.bytes).sum();
        writeln!(out, "\n{folder}: {} functions of {total} bytes", functions.len())?;
        for (part, bytes) in heaviest(&functions, arguments.depth).into_iter().take(arguments.parts) {
            writeln!(out, "{bytes:>9} {:>5.1}% {part}", bytes as f64 / total as f64 * 100.0)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Returns what each part's functions weigh, the heaviest first.
fn heaviest(functions: &[Function], depth: usize) -> Vec<(String, usize)> {
    let mut parts: BTreeMap<String, usize> = BTreeMap::new();
    for function in functions {
        *parts.entry(part(&function.name, depth)).or_default() += function.bytes;
    }
    let mut parts: Vec<_> = parts.into_iter().collect();
    parts.sort_by_key(|(_, bytes)| std::cmp::Reverse(*bytes));
    parts
}

/// Returns the crate and the modules that a function's name begins with; of a method of a type, those of the type.
fn part(name: &str, depth: usize) -> String {
    let path = name.trim_start_matches(['<', '&', '(', '[']).trim_start_matches("mut ").trim_start_matches("dyn ");
    let end = path.find(|letter: char| !letter.is_alphanumeric() && !"_:".contains(letter)).unwrap_or(path.len());
    path[..end].trim_end_matches(':').split("::").take(depth).collect::<Vec<_>>().join("::")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_belongs_to_the_modules_that_its_name_begins_with() {
        let name = "<&mut oriel::query::Query<T> as core::clone::Clone>::clone::h0123";
        assert_eq!(part(name, 2), "oriel::query");
        assert_eq!(part("render multivalue shim", 3), "render");
    }
}
