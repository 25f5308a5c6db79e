//! The distinct ids of a person, of whom there may be any number: a page at a time, for a value has 2 MB at most.

use serde_json::json;

use crate::journal::{Database, texts};
use crate::platform::{Failure, Statement};

/// So many distinct ids are a page; of two hundred characters, which take six bytes each at most, that is 1.2 MB of JSON.
pub(in crate::journal) const PAGE: usize = 1000;
/// As JSON a full page has this many bytes at least.
const SHORTEST_PAGE: usize = "\"\",".len() * PAGE;

/// Selects a page of the distinct ids of a person after one, as a JSON list. Those that were joined before they were cut
/// belong to no event.
macro_rules! page_of_ids {
    (of $person:literal after $last:literal) => {
        concat!(
            "(SELECT json_group_array(distinct_id) FROM (SELECT distinct_id FROM distinct_ids WHERE person = ",
            $person,
            " AND distinct_id > ",
            $last,
            " AND length(distinct_id) <= 200 ORDER BY distinct_id LIMIT 1000))"
        )
    };
}
pub(in crate::journal) use page_of_ids;

/// Returns all distinct ids of a person as a JSON list, of which the first page is given.
///
/// # Errors
///
/// Fails when the database does.
pub(in crate::journal) fn json<D: Database>(database: &D, person: i64, first: String) -> Result<String, Failure> {
    if first.len() < SHORTEST_PAGE { Ok(first) } else { Ok(json!(all(database, person)?).to_string()) }
}

/// Returns all distinct ids of a person.
///
/// # Errors
///
/// Fails when the database does.
pub(in crate::journal) fn all<D: Database>(database: &D, person: i64) -> Result<Vec<String>, Failure> {
    let mut all = page(database, person, "")?;
    while all.len().is_multiple_of(PAGE)
        && let Some(last) = all.last()
    {
        let next = page(database, person, last)?;
        if next.is_empty() {
            break;
        }
        all.extend(next);
    }
    Ok(all)
}

fn page<D: Database>(database: &D, person: i64, after: &str) -> Result<Vec<String>, Failure> {
    const NEXT: &str = concat!("SELECT ", page_of_ids!(of "?1" after "?2"));
    texts(database, Statement::new(NEXT).bind(person).bind(after))
}
