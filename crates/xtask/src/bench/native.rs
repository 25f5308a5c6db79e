//! The core in this process, without a browser: quick to run while the evaluator is worked on.

use std::{
    hint::black_box,
    io::{self, Write},
    time::{Duration, Instant},
};

use oriel::{
    columns::{
        Dataset,
        column::{Coded, Column},
        events::EventColumns,
        value::ReadValue,
    },
    error::Error as Refusal,
    eval::evaluate,
    query::{Query, context::Context},
    time::Timestamp,
};
use serde_json::{Value, json};

use super::{question::Question, workload::Workload};
use crate::error::Error;

/// How long each question is repeated.
const TIME_FOR_ONE: Duration = Duration::from_millis(400);

/// Prints how long the core takes for each question in this process.
///
/// # Errors
/// If the core refuses a question.
pub(crate) fn run(questions: &[Question], workload: Workload, now: &str) -> Result<(), Error> {
    let refused = |error: Refusal| Error::from(io::Error::other(error.detail().to_owned()));
    let definitions = json!({"team": {"week_start_day": 1}});
    let now = Timestamp::parse(now).map_err(refused)?;
    let context = Context::new(now).with_definitions(&definitions).map_err(refused)?;
    let dataset = dataset(workload).map_err(refused)?;
    let mut out = io::stdout().lock();
    writeln!(out, "{:<52} {:>10} {:>10}", "natively, in this process", "first ms", "median ms")?;
    for question in questions {
        let answer = || -> Result<String, Refusal> {
            let query = Query::from_json(&question.query)?;
            Ok(evaluate(&query, &dataset, &context)?.to_json())
        };
        let first = timed(|| answer().map_err(refused))?;
        let mut times = Vec::new();
        while times.len() < 3 || times.iter().sum::<Duration>() < TIME_FOR_ONE {
            times.push(timed(|| answer().map_err(refused))?);
        }
        times.sort();
        let median = times[times.len() / 2];
        let (first, median) = (first.as_secs_f64() * 1e3, median.as_secs_f64() * 1e3);
        writeln!(out, "{:<52} {first:>10.3} {median:>10.3}", question.title)?;
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "what is measured is time")]
fn timed<T>(action: impl FnOnce() -> Result<T, Error>) -> Result<Duration, Error> {
    let start = Instant::now();
    black_box(action()?);
    Ok(start.elapsed())
}

fn dataset(workload: Workload) -> Result<Dataset, Refusal> {
    let Workload { times, coded, load_times, .. } = workload;
    let mut columns = EventColumns {
        times: times.into_iter().map(|time| time as i64 * 1000).collect(),
        properties: vec![("load_time".to_owned(), Column::Numbers(load_times))],
        ..EventColumns::default()
    };
    for column in coded {
        let texts: Vec<Value> =
            std::iter::once(Value::Null).chain(column.values.into_iter().map(Value::from)).collect();
        let values: Vec<ReadValue<'_>> = texts.iter().map(ReadValue::from_json).collect();
        let coded = Coded::from_positions(&column.codes, &values)?;
        match column.name {
            "event" => columns.names = coded,
            "distinct_id" => columns.distinct_ids = coded,
            name => columns.properties.push((name.to_owned(), Column::Coded(coded))),
        }
    }
    Dataset::from_columns(columns, None)
}
