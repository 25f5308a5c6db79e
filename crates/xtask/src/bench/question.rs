//! The questions of the benchmark: in `tests/bench/questions/` a node (`.json`) and the same in SQL (`.sql`) each.

use std::{fs, io, path::Path};

use serde_json::Value;

use crate::{error::Error, workspace};

/// A question, asked of Oriel and of its peers.
pub(crate) struct Question {
    /// What the command line calls it.
    pub(crate) name: String,
    /// What the table calls it.
    pub(crate) title: String,
    /// Which numbers of the answers are compared.
    pub(crate) compared: String,
    /// The query node.
    pub(crate) query: Value,
    /// The same question in SQL.
    pub(crate) sql: String,
}

/// Returns the questions in order: all, or those of these names.
///
/// # Errors
/// If a file can't be read, or there is no question of a name.
pub(crate) fn read(names: &[String]) -> Result<Vec<Question>, Error> {
    let folder = workspace::file("tests/bench/questions");
    let entries = fs::read_dir(&folder).map_err(Error::file(&folder))?;
    let mut files: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    let questions = files.iter().map(|file| question(file)).collect::<Result<Vec<_>, Error>>()?;
    let known: Vec<&str> = questions.iter().map(|question| question.name.as_str()).collect();
    if let Some(name) = names.iter().find(|name| !known.contains(&name.as_str())) {
        return Err(io::Error::other(format!("no question is called {name}; there are {}", known.join(", "))).into());
    }
    Ok(questions.into_iter().filter(|question| names.is_empty() || names.contains(&question.name)).collect())
}

fn question(file: &Path) -> Result<Question, Error> {
    let document: Value = serde_json::from_str(&workspace::read(file)?).map_err(io::Error::from)?;
    let text = |field: &str| document[field].as_str().unwrap_or_default().to_owned();
    // `01-daily-count.json`: the number is the place in the table.
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    let name = stem.split_once('-').map_or(&*stem, |(_, name)| name).to_owned();
    Ok(Question {
        name,
        title: text("title"),
        compared: text("compared"),
        query: document["query"].clone(),
        sql: workspace::read(&file.with_extension("sql"))?,
    })
}
