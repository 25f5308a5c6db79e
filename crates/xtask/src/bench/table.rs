//! The tables: what each engine took, the ratios, and what is below target.

use std::io::{self, Write};

use serde_json::Value;

use super::question::Question;

/// How many times faster than DuckDB-WASM every question is to be, and all of them in the geometric mean.
const LEAST_TO_WASM: f64 = 10.0;
const MEAN_TO_WASM: f64 = 30.0;

/// The question that a pass over its columns bounds.
const DAILY_COUNT: &str = "daily-count";

/// How many times as long as one pass over its bytes a daily count may take.
const MOST_TO_BOUND: f64 = 2.0;

/// How many times as long ten times the events may take.
const MOST_GROWTH: f64 = 11.0;

/// NDJSON is to load that many megabytes in a second.
const LEAST_NDJSON: f64 = 150.0;

/// Prints what each engine took, in milliseconds, and what was compared.
///
/// # Errors
/// If the terminal fails.
pub(crate) fn print(measured: &Value, questions: &[Question], out: &mut impl Write) -> io::Result<()> {
    let oriel = &measured["oriel"];
    let titles = ["wasm", "native"].map(|engine| measured[engine]["title"].as_str().unwrap_or("not asked"));
    writeln!(out, "{} events. Medians in ms of a warm engine; first: Oriel's, when nothing is warm.", oriel["events"])?;
    writeln!(out, "wasm: {}, native: {}. ×: how many times as long it takes as Oriel.\n", titles[0], titles[1])?;
    writeln!(
        out,
        "{:<50} {:>9} {:>9} {:>9} {:>8} {:>9} {:>7}",
        "question", "first", "Oriel", "wasm", "×", "native", "×"
    )?;
    let mut ratios = Vec::new();
    for question in questions {
        let [ours, wasm, native] = ["oriel", "wasm", "native"].map(|engine| median(measured, engine, question));
        let (to_wasm, to_native) = (wasm / ours, native / ours);
        ratios.push(to_wasm);
        let first = oriel["times"][&question.name]["first"].as_f64().unwrap_or(f64::NAN);
        let below =
            [(to_wasm < LEAST_TO_WASM).then_some("below 10× wasm"), (to_native < 1.0).then_some("slower than native")];
        let marks: Vec<&str> = below.into_iter().flatten().collect();
        let (title, marks) = (&question.title, marks.join(", "));
        writeln!(
            out,
            "{title:<50} {first:>9.2} {ours:>9.3} {wasm:>9.1} {to_wasm:>7.1}× {native:>9.1} {to_native:>6.1}× {marks}"
        )?;
    }
    let mean = (ratios.iter().map(|ratio| ratio.ln()).sum::<f64>() / ratios.len() as f64).exp();
    let least = ratios.iter().copied().fold(f64::INFINITY, f64::min);
    writeln!(out)?;
    let line = |label: &str, value: String, is_met: bool| format!("{label:<50} {value:>9} {}", mark(is_met));
    writeln!(out, "{}", line("geometric mean to DuckDB-WASM", format!("{mean:.1}×"), mean >= MEAN_TO_WASM))?;
    writeln!(out, "{}", line("least to DuckDB-WASM", format!("{least:.1}×"), least >= LEAST_TO_WASM))?;
    let count = questions.iter().find(|question| question.name == DAILY_COUNT);
    for (columns, named) in [("event", "event, as is read"), ("both", "event and timestamp, as are named")] {
        let pass = &oriel["passes"][columns];
        let (bytes, pass) =
            (pass["bytes"].as_f64().unwrap_or(f64::NAN) / 1e6, pass["median"].as_f64().unwrap_or(f64::NAN));
        writeln!(out, "{}", line(&format!("one pass over {named} ({bytes:.1} MB)"), format!("{pass:.3} ms"), true))?;
        if let Some(question) = count {
            let ratio = median(measured, "oriel", question) / pass;
            writeln!(out, "{}", line("  a daily count takes of it", format!("{ratio:.2}×"), ratio <= MOST_TO_BOUND))?;
        }
    }
    let number = |field: &str| oriel[field].as_f64().unwrap_or(f64::NAN);
    writeln!(out, "{}", line("opened by fromColumns", format!("{:.0} ms", number("opened")), true))?;
    let ndjson = number("ndjson");
    writeln!(out, "{}", line("NDJSON loads", format!("{ndjson:.0} MB/s"), ndjson >= LEAST_NDJSON))?;
    writeln!(out, "\nThe same numbers from all engines:")?;
    for question in questions {
        let numbers = &oriel["times"][&question.name]["compared"];
        writeln!(out, "  {}: {} ({numbers} numbers)", question.name, question.compared)?;
    }
    Ok(())
}

/// Prints how many times as long Oriel takes for the larger number of events: times and growth are medians of rounds in
/// which both were asked.
///
/// # Errors
/// If the terminal fails.
pub(crate) fn print_growth(measured: &Value, questions: &[Question], out: &mut impl Write) -> io::Result<()> {
    let title = format!("Oriel, {} events and fewer in turns", measured["events"]);
    writeln!(out, "\n{title:<50} {:>9} {:>9} {:>8}", "fewer ms", "ms", "growth")?;
    let number =
        |question: &Question, field: &str| measured["growths"][&question.name][field].as_f64().unwrap_or(f64::NAN);
    for question in questions {
        let [small, large, growth] = ["small", "large", "growth"].map(|field| number(question, field));
        let mark = mark(growth <= MOST_GROWTH);
        writeln!(out, "{:<50} {small:>9.3} {large:>9.3} {growth:>7.1}× {mark}", question.title)?;
    }
    if let Some(question) = questions.iter().find(|question| question.name == DAILY_COUNT) {
        let pass = measured["passes"]["event"]["median"].as_f64().unwrap_or(f64::NAN);
        let ratio = number(question, "large") / pass;
        let label = "  a daily count takes of one pass over event";
        writeln!(out, "{label:<60} {ratio:>9.2}× {}", mark(ratio <= MOST_TO_BOUND))?;
    }
    Ok(())
}

fn median(measured: &Value, engine: &str, question: &Question) -> f64 {
    measured[engine]["times"][&question.name]["median"].as_f64().unwrap_or(f64::NAN)
}

fn mark(is_met: bool) -> &'static str {
    if is_met { "" } else { "below target" }
}
