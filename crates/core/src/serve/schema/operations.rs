//! Every operation of the API: method, path, who may, what it takes and what it answers. The tables say how they are written.

use crate::sort;

const PLACES: &str = include_str!("operations.tsv");
const OUTSIDE: &str = include_str!("outside.tsv");
const PARAMETERS: &str = include_str!("parameters.tsv");

/// Holds one operation.
#[derive(Clone, Debug)]
pub(super) struct Operation {
    pub(super) method: &'static str,
    /// Below a project or environment, or as it stands.
    pub(super) path: &'static str,
    pub(super) place: Place,
    pub(super) id: &'static str,
    pub(super) tag: &'static str,
    pub(super) access: Access,
    /// The schema of the body.
    pub(super) body: Option<&'static str>,
    pub(super) answers: Vec<Answer>,
    pub(super) parameters: Vec<Parameter>,
    pub(super) summary: &'static str,
}

/// Says what an operation's path stands below.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Place {
    /// A project or environment.
    Project,
    /// Nothing.
    Root,
}

/// Says who may ask for an operation.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Access {
    /// A key with this scope, or a session.
    Scope(&'static str),
    /// The same, or a share token.
    ScopeOrLink(&'static str),
    /// A session; no key will do.
    Session,
    /// Any key, or a session.
    Caller,
    /// A key, which the answer is about.
    Key,
    /// Everybody.
    Public,
    /// Who knows the admin secret.
    Operator,
}

/// Holds a status that an operation answers with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Answer {
    pub(super) status: &'static str,
    /// The schema of the body; `None` where there is none.
    pub(super) schema: Option<&'static str>,
}

/// Holds a parameter of the query string.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parameter {
    pub(super) name: &'static str,
    pub(super) is_required: bool,
    pub(super) kind: &'static str,
    pub(super) default: Option<&'static str>,
    pub(super) description: &'static str,
}

/// What every operation of a project may refuse with.
const REFUSALS: [&str; 5] = ["401", "403", "404", "429", "503"];
/// What every operation with a body may refuse it with.
const REFUSALS_OF_BODIES: [&str; 2] = ["413", "415"];

/// Returns the operations in the order of the tables.
pub(super) fn operations() -> impl Iterator<Item = Operation> {
    let known: Vec<(&str, Parameter)> = rows(PARAMETERS).filter_map(parameter).collect();
    let places = rows(PLACES).map(|row| (Place::Project, row));
    let outside = rows(OUTSIDE).map(|row| (Place::Root, row));
    places.chain(outside).filter_map(move |(place, row)| operation(place, &row, &known))
}

/// Returns the cells of each line of a table.
fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().filter(|line| !line.starts_with(['#', '@'])).map(|line| line.split('\t').collect())
}

fn operation(place: Place, row: &[&'static str], known: &[(&str, Parameter)]) -> Option<Operation> {
    let [method, path, id, tag, access, body, answers, parameters, summary] = *row else { return None };
    let body = Some(body).filter(|body| *body != "-");
    let mut answers: Vec<Answer> = answers.split(' ').map(answer).collect();
    let common = REFUSALS.iter().filter(|_| place == Place::Project);
    for status in common.chain(REFUSALS_OF_BODIES.iter().filter(|_| body.is_some())) {
        if !answers.iter().any(|answer| answer.status == *status) {
            answers.push(answer(status));
        }
    }
    sort::sort_by(&mut answers, |one, other| one.status.cmp(other.status));
    let names = parameters.split(' ').filter(|name| *name != "-").flat_map(expanded);
    let parameters = names.filter_map(|name| known.iter().find(|(key, _)| *key == name));
    let parameters = parameters.map(|(_, parameter)| *parameter).collect();
    Some(Operation { method, path, place, id, tag, access: self::access(access), body, answers, parameters, summary })
}

fn access(cell: &'static str) -> Access {
    match cell {
        "session" => Access::Session,
        "caller" => Access::Caller,
        "key" => Access::Key,
        "public" => Access::Public,
        "operator" => Access::Operator,
        scope => scope.strip_suffix("+link").map_or(Access::Scope(scope), Access::ScopeOrLink),
    }
}

fn answer(cell: &'static str) -> Answer {
    match cell.split_once('=') {
        Some((status, schema)) => Answer { status, schema: Some(schema) },
        None if cell.starts_with(['4', '5']) && cell != "416" => Answer { status: cell, schema: Some("Error") },
        None => Answer { status: cell, schema: None },
    }
}

/// Returns the names that a word of the table stands for: itself, or those of a list.
fn expanded(word: &'static str) -> Vec<&'static str> {
    let list = PLACES.lines().find_map(|line| line.strip_prefix(word).filter(|_| word.starts_with('@')));
    list.map_or_else(|| vec![word], |list| list.split_whitespace().collect())
}

fn parameter(row: Vec<&'static str>) -> Option<(&'static str, Parameter)> {
    let [key, kind, description] = *row else { return None };
    let (key, is_required) = key.strip_suffix('!').map_or((key, false), |key| (key, true));
    let name = key.rsplit('.').next().unwrap_or(key);
    let (kind, default) = kind.split_once(" = ").map_or((kind, None), |(kind, default)| (kind, Some(default)));
    Some((key, Parameter { name, is_required, kind, default, description }))
}

/// Returns the methods that a path takes, as `Allow` names them.
///
/// `path` is the pattern of a route below a project, or the path of a request to what is below none.
pub(crate) fn allowed(place: Place, path: &str) -> String {
    let here = operations().filter(|operation| operation.place == place && place.names(operation.path, path));
    let methods = here.map(|operation| match operation.method {
        "GET" => "GET, HEAD",
        method => method,
    });
    methods.collect::<Vec<_>>().join(", ")
}

impl Place {
    /// Returns whether a pattern is, or at the root stands for, a path.
    fn names(self, pattern: &str, path: &str) -> bool {
        let (mut pattern, mut path) = (pattern.trim_end_matches('/').split('/'), path.trim_end_matches('/').split('/'));
        loop {
            match (pattern.next(), path.next()) {
                (None, None) => return true,
                (Some(part), Some(given)) if part == given => {}
                (Some(part), Some(_)) if self == Self::Root && part.starts_with('{') => {}
                _ => return false,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_tables_is_an_operation() {
        assert_eq!(operations().count(), rows(PLACES).count() + rows(OUTSIDE).count());
    }

    #[test]
    fn every_parameter_is_described_and_every_description_used() {
        let known: Vec<_> = rows(PARAMETERS).map(|row| parameter(row).map(|(key, _)| key)).collect();
        let named: Vec<_> = rows(PLACES)
            .chain(rows(OUTSIDE))
            .flat_map(|row| row[7].split(' ').filter(|name| *name != "-").flat_map(expanded).collect::<Vec<_>>())
            .collect();
        let missing: Vec<_> = named.iter().filter(|name| !known.contains(&Some(**name))).collect();
        assert!(missing.is_empty(), "not described: {missing:?}");
        let unused: Vec<_> = known.iter().filter(|key| key.is_none_or(|key| !named.contains(&key))).collect();
        assert!(unused.is_empty(), "nobody takes {unused:?}");
    }

    #[test]
    fn operations_have_names_of_their_own() {
        let mut names: Vec<_> = operations().map(|operation| operation.id).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }

    #[test]
    fn a_path_allows_the_methods_that_the_tables_have() {
        assert_eq!(allowed(Place::Project, "/insights/{id}"), "GET, HEAD, PATCH, PUT");
        assert_eq!(allowed(Place::Root, "/_oriel/keys/abc"), "DELETE");
        assert_eq!(allowed(Place::Root, "/nowhere"), "");
    }
}
