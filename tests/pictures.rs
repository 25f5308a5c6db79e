//! A folder of pictures: for each chart and option a case (`NAME.json`) and its drawing (`NAME.svg`).
//!
//! A case names the query and where its answer comes from:
//! `{"case": "trends/breakdown", …}` is a query case of the conformance suite, answered by the core;
//! `{"query": …, "response": {"results": …}, …}` holds both itself (or `{"error": {"detail": …}}`). In either, `with` is merged into the query and
//! `options` says how the drawing is wanted.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use oriel::answer::Answer;
use oriel::chart::figure::Figure;
use oriel::chart::options::Options;
use oriel::chart::{render_figure, table};
use oriel::query::Query;
use serde_json::{Value, json};

use crate::native;
use crate::suite::{Half, Suite};

/// A picture: a query with its answer, and how it is drawn.
#[derive(Clone, Debug)]
pub struct Picture {
    /// The name of its files.
    pub name: String,
    /// The query node.
    pub query: Value,
    /// The response to it.
    pub response: Value,
    /// The options of the drawing, as JavaScript gives them.
    pub options: Value,
}

/// Returns the folder of the pictures.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("charts")
}

impl Picture {
    /// Reads all pictures, by name.
    ///
    /// # Errors
    /// Fails if a file cannot be read, or names a case that does not exist.
    pub fn all() -> io::Result<Vec<Picture>> {
        let suite = Suite::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("cases"), &[Half::Query])?;
        let mut pictures = Vec::new();
        for entry in fs::read_dir(folder())? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "json") {
                pictures.push(Picture::read(&path, &suite)?);
            }
        }
        pictures.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(pictures)
    }

    fn read(path: &Path, suite: &Suite) -> io::Result<Picture> {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let refuse = |reason: &str| io::Error::other(format!("charts/{name}.json: {reason}"));
        let mut document: Value =
            serde_json::from_slice(&fs::read(path)?).map_err(|error| refuse(&error.to_string()))?;
        let (mut query, response) = match document["case"].as_str() {
            None => (document["query"].take(), document["response"].take()),
            Some(wanted) => {
                let mut cases = suite.files.iter().flat_map(|file| &file.cases);
                let case = cases.find(|case| case["name"] == wanted).ok_or_else(|| refuse("there is no such case"))?;
                let mut case = case.clone();
                merge(&mut case["query"], &document["with"]);
                let response = native::response(&case);
                (case["query"].take(), serde_json::from_str(&response).map_err(|error| refuse(&error.to_string()))?)
            }
        };
        merge(&mut query, &document["with"]);
        Ok(Picture { name: name.clone(), query, response, options: document["options"].take() })
    }

    /// Returns the drawing and the HTML table that goes with it, with these options on top of the picture's own.
    ///
    /// # Errors
    /// Fails if the query is refused, or the response is not one of the query.
    pub fn draw(&self, options: &Value) -> io::Result<(String, String)> {
        let refuse = |error: oriel::error::Error| io::Error::other(format!("{}: {error}", self.name));
        let mut wanted = if self.options.is_object() { self.options.clone() } else { json!({}) };
        merge(&mut wanted, options);
        let options = Options::from_json(&wanted).map_err(refuse)?;
        let query = Query::from_json(&self.query).map_err(refuse)?;
        let figure = match self.response["error"]["detail"].as_str() {
            Some(detail) => Figure::failure(detail),
            None => Figure::new(&query, &Answer::from_json(&query, &self.response).map_err(refuse)?, options.reader),
        };
        Ok((render_figure(&figure, &options), table::html_table(&figure).into_string()))
    }

    /// Returns the file that holds the drawing.
    pub fn file(&self) -> PathBuf {
        folder().join(format!("{}.svg", self.name))
    }
}

/// Returns a drawing with an element a line, so that a change shows where it is.
pub fn normalised(svg: &str) -> String {
    let mut lines = svg.replace("><", ">\n<");
    lines.push('\n');
    lines
}

/// Merges what is given into a document: objects field by field, everything else in its place.
fn merge(document: &mut Value, given: &Value) {
    match (document, given) {
        (_, Value::Null) => {}
        (Value::Object(document), Value::Object(given)) => {
            for (name, value) in given {
                merge(document.entry(name.as_str()).or_insert(Value::Null), value);
            }
        }
        (document, given) => *document = given.clone(),
    }
}
