//! Every operation of the API: method, path, what it takes and what it gives.

/// The table of operations, a line each.
const TABLE: &str = include_str!("operations.tsv");

/// Holds one operation below a project or environment.
pub(super) struct Operation {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    pub(super) id: &'static str,
    /// The scope that a personal API key needs; `None` where no key will do.
    pub(super) scope: Option<&'static str>,
    /// The schema of the body.
    pub(super) body: Option<&'static str>,
    pub(super) success: &'static str,
    /// The schema of the answer.
    pub(super) answer: Option<&'static str>,
    /// Parameters of the query string: `name`, `name:type` or `name:type=one|other`.
    pub(super) parameters: Vec<&'static str>,
    pub(super) summary: &'static str,
}

/// Returns the operations in the order of the table.
pub(super) fn operations() -> impl Iterator<Item = Operation> {
    TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(operation)
}

fn operation(line: &'static str) -> Option<Operation> {
    let mut cells = line.split('\t');
    let mut next = || cells.next();
    let given = |cell: &'static str| Some(cell).filter(|cell| *cell != "-");
    Some(Operation {
        method: next()?,
        path: next()?,
        id: next()?,
        scope: given(next()?),
        body: given(next()?),
        success: next()?,
        answer: given(next()?),
        parameters: given(next()?).map(parameters).unwrap_or_default(),
        summary: next()?,
    })
}

fn parameters(cell: &'static str) -> Vec<&'static str> {
    let names = cell.split(' ').flat_map(|name| match name {
        "LEGACY" => LEGACY.split_whitespace().collect(),
        name => vec![name],
    });
    names.map(|name| if name == "REFRESH" { REFRESH } else { name }).collect()
}

const REFRESH: &str =
    "refresh:string=async|async_except_on_cache_miss|blocking|force_async|force_blocking|force_cache|lazy_async";

/// What the legacy calculations take in the query string.
const LEGACY: &str = "events actions properties date_from date_to interval breakdown breakdown_type \
    filter_test_accounts:boolean display formula compare:boolean offset:integer limit:integer REFRESH \
    format:string=csv|json client_query_id token funnel_window_interval:integer \
    funnel_window_interval_unit funnel_order_type funnel_viz_type exclusions \
    funnel_correlation_type:string=events|properties|event_with_properties path_type";

impl Operation {
    /// Returns the refusals that the operation may answer with.
    pub(super) fn refusals(&self) -> Vec<(u16, &'static str)> {
        let mut refusals = vec![
            (400, "Something given is not valid."),
            (401, "The credentials are missing or wrong."),
            (403, "The caller may not do this."),
            (404, "It is not there, or not for the caller."),
            (429, "The caller asks too often."),
            (500, "The server has a defect."),
            (503, "The server is busy."),
        ];
        if self.body.is_some() {
            refusals.push((415, "The body is no JSON."));
        }
        if self.path == "/query" {
            refusals.push((202, "The query is not done; its status says more."));
        }
        if self.method == "PUT" && self.path.ends_with("access_controls") {
            refusals.push((204, "The level was removed."));
        }
        refusals
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_an_operation() {
        let lines = TABLE.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(operations().count(), lines);
    }
}
