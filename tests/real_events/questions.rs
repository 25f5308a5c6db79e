//! The questions: each as a query node and as SQL.

use serde_json::{Value, json};

/// A question in both forms.
pub(crate) struct Question {
    pub(crate) name: &'static str,
    pub(crate) query: Value,
    pub(crate) sql: String,
}

/// The tables, and the ranges that the questions ask about.
pub(crate) const SCHEMA: &str = "
    CREATE TABLE events (event, person, second INTEGER, kind, files, insertions, deletions, dir, ext, url, lines);
    CREATE TABLE persons (id PRIMARY KEY, created INTEGER, first_kind);
    CREATE INDEX of_person ON events (person, second);
    CREATE VIEW year AS SELECT rowid AS number, *, date(second, 'unixepoch') AS day,
        date(second, 'unixepoch', 'start of month') AS month,
        date(second, 'unixepoch', '-6 days', 'weekday 0') AS week
        FROM events WHERE second BETWEEN unixepoch('2025-01-01') AND unixepoch('2026-01-01') - 1;
    CREATE VIEW commits AS SELECT * FROM year WHERE event = 'commit';
";

pub(crate) fn questions() -> Vec<Question> {
    [trends(), breakdowns(), others(), tables()].into_iter().flatten().collect()
}

fn question(name: &'static str, query: Value, sql: &str) -> Question {
    Question { name, query, sql: sql.to_owned() }
}

/// Returns a query over the year 2025, or another range that it gives.
fn node(kind: &str, fields: Value) -> Value {
    let mut node = json!({"kind": kind, "dateRange": {"date_from": "2025-01-01", "date_to": "2025-12-31"}});
    if let (Some(node), Value::Object(fields)) = (node.as_object_mut(), fields) {
        node.extend(fields);
    }
    node
}

fn commit(fields: Value) -> Value {
    let mut series = json!({"kind": "EventsNode", "event": "commit"});
    if let (Some(series), Value::Object(fields)) = (series.as_object_mut(), fields) {
        series.extend(fields);
    }
    series
}

/// A commit of a kind.
fn kind(name: &str) -> Value {
    commit(json!({"properties": [{"key": "kind", "value": name}]}))
}

fn trends() -> Vec<Question> {
    let changed = json!({"kind": "EventsNode", "event": "file changed"});
    vec![
        question(
            "commits by day",
            node("TrendsQuery", json!({"series": [commit(json!({}))]})),
            "SELECT day, count(*) FROM commits GROUP BY day",
        ),
        question(
            "people by week",
            node("TrendsQuery", json!({"interval": "week", "series": [commit(json!({"math": "dau"}))]})),
            "SELECT week, count(DISTINCT person) FROM commits GROUP BY week",
        ),
        question(
            "people of the last seven days, by day",
            node("TrendsQuery", json!({"series": [commit(json!({"math": "weekly_active"}))],
                "dateRange": {"date_from": "2025-03-01", "date_to": "2025-04-30"}})),
            "SELECT days.day, count(DISTINCT person) FROM (SELECT DISTINCT day FROM year WHERE day BETWEEN '2025-03-01' AND '2025-04-30'
                UNION SELECT date('2025-02-28', '+' || value || ' days') FROM (WITH RECURSIVE n(value) AS
                (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < 61) SELECT value FROM n)) AS days
             JOIN commits ON commits.day > date(days.day, '-7 days') AND commits.day <= days.day GROUP BY days.day",
        ),
        question(
            "people's first commits by month",
            node("TrendsQuery", json!({"interval": "month", "series": [commit(json!({"math": "first_time_for_user"}))]})),
            "SELECT date(first, 'unixepoch', 'start of month') AS month, count(*) FROM
                (SELECT min(second) AS first FROM events WHERE event = 'commit' GROUP BY person)
             WHERE month BETWEEN '2025-01-01' AND '2025-12-01' GROUP BY month",
        ),
        question(
            "the 90th percentile of insertions by month",
            node("TrendsQuery", json!({"interval": "month",
                "series": [commit(json!({"math": "p90", "math_property": "insertions"}))]})),
            "SELECT month, max(CASE WHEN place = below THEN insertions END) + (position - below) *
                (max(CASE WHEN place = above THEN insertions END) - max(CASE WHEN place = below THEN insertions END))
             FROM (SELECT *, 0.9 * (size - 1) AS position, CAST(0.9 * (size - 1) AS INTEGER) AS below,
                    min(CAST(0.9 * (size - 1) AS INTEGER) + 1, size - 1) AS above
                FROM (SELECT month, insertions, row_number() OVER (PARTITION BY month ORDER BY insertions) - 1 AS place,
                    count(*) OVER (PARTITION BY month) AS size FROM commits))
             GROUP BY month HAVING 1",
        ),
        question(
            "the mean number of commits of a person by month",
            node("TrendsQuery", json!({"interval": "month", "series": [commit(json!({"math": "avg_count_per_actor"}))]})),
            "SELECT month, avg(commits) FROM (SELECT month, count(*) AS commits FROM commits GROUP BY month, person) GROUP BY month",
        ),
        question(
            "files by what their path contains and one of two endings",
            node("TrendsQuery", json!({"interval": "month", "series": [changed], "properties": {"type": "AND", "values": [
                {"key": "$current_url", "value": "VSR", "operator": "icontains"},
                {"type": "OR", "values": [{"key": "ext", "value": [".zig", ".md"]}, {"key": "lines", "value": "\\d{3}", "operator": "regex"}]}]}})),
            "SELECT month, count(*) FROM year WHERE event = 'file changed' AND lower(url) LIKE '%vsr%'
                AND (ext IN ('.zig', '.md') OR lines >= 100) GROUP BY month",
        ),
        question(
            "a formula: insertions a commit",
            node("TrendsQuery", json!({"interval": "month", "trendsFilter": {"formula": "A / B"},
                "series": [commit(json!({"math": "sum", "math_property": "insertions"})), commit(json!({}))]})),
            "SELECT month, sum(insertions) * 1.0 / count(*) FROM commits GROUP BY month HAVING sum(insertions) > 0",
        ),
        question(
            "a running sum",
            node("TrendsQuery", json!({"interval": "month", "series": [commit(json!({}))],
                "trendsFilter": {"display": "ActionsLineGraphCumulative"}})),
            "SELECT month, sum(count(*)) OVER (ORDER BY month) FROM commits GROUP BY month",
        ),
        question(
            "March and the 31 days before it",
            node("TrendsQuery", json!({"series": [commit(json!({}))], "compareFilter": {"compare": true},
                "trendsFilter": {"display": "ActionsTable"}, "dateRange": {"date_from": "2025-03-01", "date_to": "2025-03-31"}})),
            "SELECT CASE WHEN day >= '2025-03-01' THEN 'current' ELSE 'previous' END AS part, count(*) FROM commits
             WHERE day BETWEEN '2025-01-29' AND '2025-03-31' GROUP BY part",
        ),
    ]
}

fn breakdowns() -> Vec<Question> {
    let changed = |fields: Value| {
        let mut series = json!({"kind": "EventsNode", "event": "file changed"});
        series.as_object_mut().map(|series| fields.as_object().cloned().map(|fields| series.extend(fields)));
        series
    };
    vec![
        question(
            "lines by folder and month",
            node(
                "TrendsQuery",
                json!({"interval": "month", "breakdownFilter": {"breakdown": "dir", "breakdown_limit": 50},
                "series": [changed(json!({"math": "sum", "math_property": "lines"}))]}),
            ),
            "SELECT dir, month, sum(lines) FROM year WHERE event = 'file changed' GROUP BY dir, month HAVING sum(lines) > 0",
        ),
        question(
            "files by ending, five named and the others",
            node(
                "TrendsQuery",
                json!({"breakdownFilter": {"breakdown": "ext", "breakdown_limit": 5},
                "trendsFilter": {"display": "ActionsBarValue"}, "series": [changed(json!({}))]}),
            ),
            "SELECT CASE WHEN place <= 5 THEN ext ELSE '$$_posthog_breakdown_other_$$' END AS name, sum(files) FROM
                (SELECT ext, count(*) AS files, row_number() OVER (ORDER BY count(*) DESC, ext) AS place
                 FROM year WHERE event = 'file changed' GROUP BY ext) GROUP BY name",
        ),
        question(
            "people by the kind with which they began",
            node(
                "TrendsQuery",
                json!({"interval": "month", "series": [commit(json!({"math": "dau"}))],
                "breakdownFilter": {"breakdown": "first_kind", "breakdown_type": "person"}}),
            ),
            "SELECT coalesce(first_kind, '$$_posthog_breakdown_null_$$'), month, count(DISTINCT person)
             FROM commits JOIN persons ON persons.id = person GROUP BY 1, 2",
        ),
        question(
            "commits of few and of many files",
            node(
                "TrendsQuery",
                json!({"trendsFilter": {"display": "ActionsTable"}, "series": [commit(json!({}))],
                "properties": [{"type": "hogql", "key": "toInt(properties.files) between 1 and 9"}],
                "breakdownFilter": {"breakdown": "if(toInt(properties.files) < 3, 'few', 'many')", "breakdown_type": "hogql"}}),
            ),
            "SELECT CASE WHEN files < 3 THEN 'few' ELSE 'many' END AS size, count(*) FROM commits
             WHERE files BETWEEN 1 AND 9 GROUP BY size",
        ),
    ]
}

fn others() -> Vec<Question> {
    let start = "(SELECT person, second FROM commits WHERE kind = 'fix')";
    let within = "BETWEEN one.second AND one.second + 14 * 86400";
    let funnel = |fields: Value| {
        let mut node = node("FunnelsQuery", json!({"series": [kind("fix"), kind("docs"), kind("refactor")]}));
        node.as_object_mut().map(|node| fields.as_object().cloned().map(|fields| node.extend(fields)));
        node
    };
    let reached = |columns: &str, groups: &str| {
        format!(
            "SELECT {columns}0, count(DISTINCT one.person) FROM {start} AS one JOIN persons ON id = one.person {groups}
             UNION ALL SELECT {columns}1, count(DISTINCT CASE WHEN two.person IS NOT NULL THEN one.person END) FROM {start} AS one
                JOIN persons ON id = one.person LEFT JOIN commits AS two
                ON two.person = one.person AND two.kind = 'docs' AND two.second {within} {groups}
             UNION ALL SELECT {columns}2, count(DISTINCT CASE WHEN three.person IS NOT NULL THEN one.person END) FROM {start} AS one
                JOIN persons ON id = one.person LEFT JOIN commits AS two
                ON two.person = one.person AND two.kind = 'docs' AND two.second {within} LEFT JOIN commits AS three
                ON three.person = one.person AND three.kind = 'refactor' AND three.second {within} AND three.second >= two.second {groups}"
        )
    };
    let all = json!({"id": "commit", "type": "events"});
    vec![
        question("three steps in fourteen days", funnel(json!({})), &reached("", "")),
        question(
            "three steps by the kind with which people began",
            funnel(json!({"breakdownFilter": {"breakdown": "first_kind", "breakdown_type": "person"}})),
            &reached("coalesce(first_kind, ''), ", "GROUP BY first_kind"),
        ),
        question(
            "weeks in which people come back",
            node("RetentionQuery", json!({"dateRange": {"date_from": "2025-01-05", "date_to": "2025-03-29"},
                "retentionFilter": {"period": "Week", "totalIntervals": 8, "targetEntity": all, "returningEntity": all}})),
            "WITH weeks AS (SELECT DISTINCT person, CAST((julianday(week) - julianday('2025-01-05')) / 7 AS INTEGER) AS week
                FROM commits WHERE week BETWEEN '2025-01-05' AND '2025-03-23')
             SELECT one.week, two.week - one.week AS distance, count(*) FROM weeks AS one JOIN weeks AS two
                ON two.person = one.person AND two.week >= one.week AND two.week - one.week < 8 GROUP BY 1, 2",
        ),
        question(
            "months after the first in which people come back",
            node("RetentionQuery", json!({"retentionFilter": {"period": "Month", "totalIntervals": 12,
                "retentionType": "retention_first_time", "targetEntity": all, "returningEntity": all}})),
            "WITH first AS (SELECT person, min(second) AS second FROM events WHERE event = 'commit' GROUP BY person),
                starts AS (SELECT person, CAST(strftime('%m', second, 'unixepoch') AS INTEGER) - 1 AS month FROM first
                    WHERE date(second, 'unixepoch') BETWEEN '2025-01-01' AND '2025-12-31'),
                months AS (SELECT DISTINCT person, CAST(strftime('%m', second, 'unixepoch') AS INTEGER) - 1 AS month FROM commits)
             SELECT starts.month, months.month - starts.month AS distance, count(*) FROM starts JOIN months
                ON months.person = starts.person AND months.month >= starts.month GROUP BY 1, 2",
        ),
        question(
            "in how many months people commit",
            node("StickinessQuery", json!({"interval": "month", "series": [commit(json!({}))]})),
            "SELECT months, count(*) FROM (SELECT count(DISTINCT month) AS months FROM commits GROUP BY person) GROUP BY months",
        ),
        question(
            "who is new, comes back, stays and leaves",
            node("LifecycleQuery", json!({"interval": "month", "series": [{"kind": "EventsNode", "event": null}]})),
            "WITH active AS (SELECT DISTINCT person, date(second, 'unixepoch', 'start of month') AS month FROM events
                WHERE date(second, 'unixepoch') BETWEEN '2024-12-01' AND '2025-12-31'),
             states AS (SELECT active.person, month, lag(month) OVER (PARTITION BY active.person ORDER BY month) AS before,
                lead(month) OVER (PARTITION BY active.person ORDER BY month) AS next,
                date(created, 'unixepoch', 'start of month') AS created FROM active JOIN persons ON id = active.person)
             SELECT CASE WHEN before = date(month, '-1 month') THEN 'returning' WHEN before IS NULL AND created = month THEN 'new'
                ELSE 'resurrecting' END AS status, month, count(*) FROM states WHERE month >= '2025-01-01' GROUP BY 1, 2
             UNION ALL SELECT 'dormant', date(month, '+1 month') AS after, -count(*) FROM states
                WHERE (next IS NULL OR next > date(month, '+1 month')) AND after BETWEEN '2025-01-01' AND '2025-12-01' GROUP BY 2",
        ),
        question(
            "from one kind of commit to the next",
            node("PathsQuery", json!({"properties": [{"type": "event_metadata", "key": "event", "value": "commit"}],
                "pathsFilter": {"includeEventTypes": ["hogql"], "pathsHogQLExpression": "properties.kind", "stepLimit": 3, "edgeLimit": 1000}})),
            "WITH ordered AS (SELECT person, second, number, kind,
                second - lag(second, 1, 0) OVER by_person >= 1800 AS begins FROM commits WINDOW by_person AS (PARTITION BY person ORDER BY second, number)),
             sessions AS (SELECT *, sum(begins) OVER (PARTITION BY person ORDER BY second, number) AS session FROM ordered),
             kept AS (SELECT * FROM (SELECT *, lead(kind) OVER (PARTITION BY person, session ORDER BY second, number) AS next FROM sessions)
                WHERE next IS NULL OR next != kind),
             steps AS (SELECT *, row_number() OVER in_session AS step, lead(kind) OVER in_session AS target FROM kept
                WINDOW in_session AS (PARTITION BY person, session ORDER BY second, number))
             SELECT step || '_' || kind, (step + 1) || '_' || target, count(*) FROM steps WHERE target IS NOT NULL AND step < 3 GROUP BY 1, 2",
        ),
        question(
            "on which weekdays and in which hours",
            node("CalendarHeatmapQuery", json!({"series": [commit(json!({}))]})),
            "SELECT (strftime('%w', second, 'unixepoch') + 6) % 7 + 1, CAST(strftime('%H', second, 'unixepoch') AS INTEGER), count(*)
             FROM commits GROUP BY 1, 2",
        ),
        question(
            "what files have in common with finishing",
            json!({"kind": "FunnelCorrelationQuery", "funnelCorrelationType": "events", "source": node("FunnelsQuery", json!({
                "series": [kind("fix"), kind("docs")], "funnelsFilter": {"funnelWindowInterval": 60}}))}),
            "WITH first AS (SELECT person, min(second) AS start FROM commits WHERE kind = 'fix' GROUP BY person),
             ways AS (SELECT one.person, one.second AS start, min(two.second) AS finish FROM commits AS one JOIN commits AS two
                ON two.person = one.person AND two.kind = 'docs' AND two.second BETWEEN one.second AND one.second + 60 * 86400
                WHERE one.kind = 'fix' GROUP BY one.person, one.second),
             done AS (SELECT person, max(start) AS start, finish FROM ways AS way WHERE finish =
                (SELECT min(finish) FROM ways WHERE ways.person = way.person) GROUP BY person),
             travels AS (SELECT person, start, finish, 1 AS success FROM done UNION ALL
                SELECT person, start, start + 60 * 86400, 0 FROM first WHERE person NOT IN (SELECT person FROM done)),
             seen AS (SELECT sum(success) AS s, sum(1 - success) AS f FROM travels WHERE EXISTS (SELECT 1 FROM year
                WHERE year.person = travels.person AND event = 'file changed' AND second > start AND second < finish)),
             totals AS (SELECT sum(success) AS s, sum(1 - success) AS f FROM travels)
             SELECT 'file changed', seen.s, seen.f, (seen.s + 1.0) * (totals.f - seen.f + 1) / ((totals.s - seen.s + 1.0) * (seen.f + 1))
             FROM seen, totals",
        ),
    ]
}

fn tables() -> Vec<Question> {
    vec![
        question(
            "the largest commits",
            json!({"kind": "EventsQuery", "select": ["distinct_id", "properties.insertions", "properties.kind"], "event": "commit",
                "after": "2025-01-01", "before": "2026-01-01", "where": ["toInt(properties.insertions) > 500"],
                "orderBy": ["toInt(properties.insertions) DESC", "timestamp"], "limit": 40}),
            "SELECT person, CAST(insertions AS TEXT), kind FROM commits WHERE insertions > 500 AND second > unixepoch('2025-01-01')
             ORDER BY insertions DESC, second LIMIT 40",
        ),
        question(
            "kinds of commits, their people and sizes",
            json!({"kind": "HogQLQuery", "query": "SELECT properties.kind AS kind, count() AS commits, uniq(person_id), \
                sum(properties.insertions), round(avg(properties.deletions), 3), max(toInt(properties.files)), toDate(min(timestamp)) \
                FROM events WHERE event = 'commit' AND {filters} GROUP BY kind HAVING commits > 10 ORDER BY commits DESC, kind LIMIT 8",
                "filters": {"dateRange": {"date_from": "2025-01-01", "date_to": "2025-12-31"}}}),
            "SELECT kind, count(*) AS commits, count(DISTINCT person), sum(insertions), round(avg(deletions), 3), max(files), min(day)
             FROM commits GROUP BY kind HAVING commits > 10 ORDER BY commits DESC, kind LIMIT 8",
        ),
    ]
}
