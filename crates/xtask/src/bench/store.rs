//! The events as files, a column a file, for what runs outside this process.

use std::{
    fs,
    io::{self, Write},
    path::PathBuf,
};

use flate2::{Compression, write::GzEncoder};
use oriel::columns::codes::Codes;
use serde_json::{Value, json};

use super::workload::Workload;
use crate::{error::Error, tools::stamp, workspace};

/// What the files hold; to be raised when other events are generated.
const EDITION: &str = "1";

/// How many events the NDJSON file has at most: enough to measure how fast it loads.
const MOST_NDJSON: usize = 200_000;

/// Returns the folder that holds that many events, which are generated if they aren't there yet: `manifest.json`, a file a
/// column (little endian), and `events.ndjson`.
///
/// # Errors
/// If a file can't be written.
pub(crate) fn ensure(events: usize) -> Result<PathBuf, Error> {
    let folder = workspace::file("target/bench").join(events.to_string());
    let made = folder.join(".edition");
    if stamp::holds(&made, EDITION) {
        return Ok(folder);
    }
    workspace::clear(&folder)?;
    let workload = Workload::generate(events);
    let write = |name: &str, bytes: Vec<u8>| {
        let path = folder.join(name);
        fs::write(&path, bytes).map_err(Error::file(&path))
    };
    let mut columns = Vec::new();
    for column in &workload.coded {
        write(column.name, code_bytes(&column.codes))?;
        columns.push(json!({"name": column.name, "bytes": width(&column.codes), "values": column.values}));
    }
    write("timestamp", number_bytes(&workload.times))?;
    write("load_time", number_bytes(&workload.load_times))?;
    write("created_at", number_bytes(&workload.created_at))?;
    write("events.ndjson", ndjson(&workload)?)?;
    write("manifest.json", json!({"events": workload.len(), "columns": columns}).to_string().into_bytes())?;
    workspace::write(&made, EDITION)?;
    Ok(folder)
}

fn width(codes: &Codes) -> usize {
    match codes {
        Codes::Narrow(_) => 1,
        Codes::Medium(_) => 2,
        Codes::Wide(_) => 4,
    }
}

fn code_bytes(codes: &Codes) -> Vec<u8> {
    match codes {
        Codes::Narrow(codes) => codes.clone(),
        Codes::Medium(codes) => codes.iter().flat_map(|code| code.to_le_bytes()).collect(),
        Codes::Wide(codes) => codes.iter().flat_map(|code| code.to_le_bytes()).collect(),
    }
}

fn number_bytes(numbers: &[f64]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

/// Returns the file that holds that many events in capture format, packed, which is written if it isn't there yet.
///
/// # Errors
/// If it can't be written.
pub(crate) fn ensure_lines(events: usize) -> Result<PathBuf, Error> {
    let folder = workspace::file("target/bench");
    let path = folder.join(format!("{events}-{EDITION}.ndjson.gz"));
    if path.exists() {
        return Ok(path);
    }
    fs::create_dir_all(&folder).map_err(Error::file(&folder))?;
    let workload = Workload::generate(events);
    let unfinished = path.with_extension("part");
    let file = fs::File::create(&unfinished).map_err(Error::file(&unfinished))?;
    let mut packed = GzEncoder::new(io::BufWriter::new(file), Compression::fast());
    for row in 0..workload.len() {
        write_line(&workload, row, &mut packed)?;
    }
    packed.finish()?.into_inner().map_err(|error| Error::Io(error.into_error()))?;
    fs::rename(&unfinished, &path).map_err(Error::file(&path))?;
    Ok(path)
}

/// Returns the first events in capture format.
fn ndjson(workload: &Workload) -> io::Result<Vec<u8>> {
    let mut lines = Vec::new();
    for row in 0..workload.len().min(MOST_NDJSON) {
        write_line(workload, row, &mut lines)?;
    }
    Ok(lines)
}

/// Writes an event in capture format, a line.
fn write_line(workload: &Workload, row: usize, out: &mut impl Write) -> io::Result<()> {
    let value = |name: &str| {
        let column = workload.column(name)?;
        column.values.get((column.codes.get(row) as usize).checked_sub(1)?).map(String::as_str)
    };
    let mut properties = serde_json::Map::new();
    for name in ["$browser", "utm_source", "$geoip_country_code", "$current_url"] {
        properties.extend(value(name).map(|value| (name.to_owned(), Value::from(value))));
    }
    let load_time = workload.load_times[row];
    if !load_time.is_nan() {
        properties.insert("load_time".to_owned(), Value::from(load_time));
    }
    let timestamp = oriel::time::Timestamp::from_millis(workload.times[row] as i64).to_string();
    let event = json!({
        "event": value("event"), "distinct_id": value("distinct_id"), "timestamp": timestamp, "properties": properties,
    });
    serde_json::to_writer(&mut *out, &event)?;
    out.write_all(b"\n")
}
