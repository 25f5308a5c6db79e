//! A folder of case files, as `cases/README.md` describes it.

use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

use serde_json::Value;

/// One of the two halves of a suite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Half {
    /// `query/`: a query in, a response out.
    Query,
    /// `api/`: HTTP scenarios, and units of the API.
    Api,
}

/// What the cases of a file look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Data, context and query → response.
    Query,
    /// HTTP requests and what they answer.
    Scenario,
    /// A written date or range → instants.
    DateRange,
    /// A bucket → its label.
    Label,
    /// Series and a formula → a series.
    Formula,
    /// Legacy filters → a query node.
    LegacyFilter,
    /// A response → lines of CSV.
    Csv,
    /// An elements chain ↔ elements.
    ElementsChain,
}

/// A file of cases.
#[derive(Clone, Debug)]
pub struct CaseFile {
    /// Its half and name, `query/trends_basic`.
    pub name: String,
    /// What its cases look like.
    pub shape: Shape,
    /// Its cases.
    pub cases: Vec<Value>,
}

/// A folder of case files.
#[derive(Clone, Debug)]
pub struct Suite {
    /// Its files by half and name.
    pub files: Vec<CaseFile>,
    /// The names of the cases that we hold to be wrong, and why.
    pub disputed: BTreeMap<String, String>,
}

impl Half {
    /// Returns the name of the half's folder.
    pub const fn folder(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Api => "api",
        }
    }
}

impl Suite {
    /// Reads the halves of a suite that a folder has.
    ///
    /// # Errors
    /// Fails if a file cannot be read or is not a list of cases.
    pub fn read(folder: &Path, halves: &[Half]) -> io::Result<Self> {
        let mut files = Vec::new();
        for &half in halves {
            let folder = folder.join(half.folder());
            if folder.is_dir() {
                read_half(half, &folder, &mut files)?;
            }
        }
        let disputed = fs::read_to_string(folder.join("DISPUTED.md")).unwrap_or_default();
        Ok(Self { files, disputed: disputed.lines().filter_map(dispute).collect() })
    }
}

impl CaseFile {
    /// Reads a file of cases.
    ///
    /// # Errors
    /// Fails if the file cannot be read or is not a list of cases.
    pub fn read(half: Half, path: &Path) -> io::Result<Self> {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let name = format!("{}/{stem}", half.folder());
        let refuse = |reason: &str| io::Error::other(format!("{name}: {reason}"));
        let cases = serde_json::from_slice(&fs::read(path)?).map_err(|error| refuse(&error.to_string()))?;
        let Value::Array(cases) = cases else { return Err(refuse("not a list of cases")) };
        Ok(Self { shape: Shape::of(half, &stem), name, cases })
    }
}

impl Shape {
    fn of(half: Half, stem: &str) -> Self {
        match (half, stem) {
            (Half::Query, "date_ranges") => Self::DateRange,
            (Half::Query, "labels") => Self::Label,
            (Half::Query, "formula_ast") => Self::Formula,
            (Half::Query, _) => Self::Query,
            (Half::Api, "filter_to_query") => Self::LegacyFilter,
            (Half::Api, "csv_format") => Self::Csv,
            (Half::Api, "elements_chain") => Self::ElementsChain,
            (Half::Api, _) => Self::Scenario,
        }
    }
}

fn read_half(half: Half, folder: &Path, files: &mut Vec<CaseFile>) -> io::Result<()> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            paths.push(path);
        }
    }
    paths.sort();
    for path in paths {
        files.push(CaseFile::read(half, &path)?);
    }
    Ok(())
}

/// Reads a line of the list of disputed cases: "- `name`: reason".
fn dispute(line: &str) -> Option<(String, String)> {
    let (name, reason) = line.strip_prefix("- `")?.split_once("`: ")?;
    Some((name.to_owned(), reason.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disputed_case_is_a_name_and_a_reason() {
        let read = dispute("- `dates/last-24h`: the day is missing");
        assert_eq!(read, Some(("dates/last-24h".to_owned(), "the day is missing".to_owned())));
        assert_eq!(dispute("# Disputed"), None);
    }
}
