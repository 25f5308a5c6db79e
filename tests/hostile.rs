//! What anybody may send who has a project's public token, which is in every page: it costs others nothing.

#![expect(clippy::unwrap_used, reason = "a test may fail by panicking")]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use oriel::columns::Dataset;
use oriel::journal::{self, Database as _};
use oriel::platform::{Cursor, Deletion, Persons, Record, RecordKind};
use oriel::time::Timestamp;
use serde_json::{Value, json};
use tests::journal::Journal;
use tests::scenario::{WireRequest, WireResponse};
use tests::serving::Serving;

/// Returns JSON of lists in each other, so many.
fn nested(levels: usize) -> String {
    ["[".repeat(levels), "]".repeat(levels)].concat()
}

fn event(number: u64, distinct_id: &str, name: &str, properties: &Value) -> Record {
    let id = format!("018e0000-0000-7000-8000-{number:012x}");
    let at = Timestamp::from_seconds(1_700_000_000 + number as i64);
    let line = json!({
        "uuid": id, "event": name, "distinct_id": distinct_id, "timestamp": at.to_string(), "properties": properties,
    });
    Record { kind: RecordKind::Event, id, at, line: line.to_string() }
}

fn append(journal: &Journal, records: &[Record]) {
    journal.transaction(|journal| journal::append(journal, records)).unwrap();
}

/// Returns how many persons have events.
fn persons(dataset: &Dataset) -> usize {
    let mut persons = dataset.person_of_rows().to_vec();
    persons.sort_unstable();
    persons.dedup();
    persons.len()
}

#[test]
fn a_person_or_a_group_that_cannot_be_read_is_missed_alone() {
    let journal = Journal::default();
    // As capture took it once: readable by itself, but not three levels below.
    let deep: Value = serde_json::from_str(&nested(124)).unwrap();
    let group = json!({"$group_type": "company", "$group_key": "k", "$group_set": {"x": deep}});
    append(
        &journal,
        &[
            event(1, "anonymous-1", "seen", &json!({})),
            event(2, "deep", "$identify", &json!({"$anon_distinct_id": "anonymous-1", "$set": {"x": deep}})),
            event(3, "other", "$groupidentify", &group),
            event(4, "plain", "seen", &json!({"$set": {"plan": "pro"}})),
        ],
    );
    let dataset = journal.dataset().unwrap();
    assert_eq!((dataset.events().len(), persons(&dataset)), (4, 3), "it keeps its distinct ids");
    let properties = dataset.persons().properties();
    let plans = properties.get("plan").unwrap().coded().into_owned();
    assert!(plans.dictionary().values().any(|plan| plan.text() == Some("pro")));
}

#[test]
fn a_joined_id_is_cut_as_a_distinct_id_is() {
    let journal = Journal::default();
    let (long, cut) = ("é".repeat(450_000), "é".repeat(200));
    append(&journal, &[event(1, &cut, "seen", &json!({}))]);
    for (number, name) in (2..).zip(["$create_alias", "$identify", "$merge_dangerously"]) {
        let property = if name == "$identify" { "$anon_distinct_id" } else { "alias" };
        let long = format!("{}{number}", &long[..long.len() - 2]);
        append(&journal, &[event(number, "user", name, &json!({property: long}))]);
    }
    let dataset = journal.dataset().unwrap();
    assert_eq!((dataset.events().len(), persons(&dataset)), (4, 1));
}

#[test]
fn a_person_may_have_any_number_of_distinct_ids() {
    const MANY: u64 = 4_500;
    let journal = Journal::default();
    // Six bytes each, as JSON has them: more than two megabytes altogether.
    let id = |number: u64| format!("{number:06}{}", "\u{1}".repeat(194));
    let aliases: Vec<Record> =
        (0..MANY).map(|number| event(number, "user", "$create_alias", &json!({"alias": id(number)}))).collect();
    let seen: Vec<Record> = (0..MANY).map(|number| event(MANY + number, &id(number), "seen", &json!({}))).collect();
    append(&journal, &aliases);
    append(&journal, &seen);
    append(&journal, &[event(2 * MANY, "other", "seen", &json!({}))]);
    let dataset = journal.dataset().unwrap();
    assert_eq!((dataset.events().len() as u64, persons(&dataset)), (2 * MANY + 1, 2));

    let deletion =
        Deletion { distinct_ids: Some(vec![id(7)]), times: Some((i64::MIN, i64::MAX)), persons: Persons::Deleted };
    assert_eq!(journal.transaction(|journal| journal::delete(journal, &deletion)).unwrap(), 1);
    assert_eq!(journal.dataset().unwrap().events().len(), 1, "a person with very many ids can be deleted");
}

#[test]
fn a_batch_fits_a_row_with_the_groups_of_its_events() {
    let journal = Journal::default();
    let key = "\"\\".repeat(200_000);
    let small = (0..1_000).map(|number| event(number, "user", "seen", &json!({"x": "y".repeat(900)})));
    let large = event(1_000, "user", "seen", &json!({"$groups": {"company": {"name": key}}}));
    append(&journal, &small.chain([large]).collect::<Vec<_>>());
    assert_eq!(journal.dataset().unwrap().events().len(), 1_001);
}

#[test]
fn a_group_or_a_merged_person_does_not_grow_beyond_a_row() {
    let journal = Journal::default();
    let large = "\"".repeat(200_000);
    for number in 0..8 {
        let set = json!({format!("x{number}"): large});
        let group = json!({"$group_type": "company", "$group_key": "k", "$group_set": set});
        append(&journal, &[event(number, "user", "$groupidentify", &group)]);
        append(&journal, &[event(10 + number, &format!("u{number}"), "$set", &json!({"$set": set}))]);
        let merge = json!({"alias": format!("u{number}")});
        append(&journal, &[event(20 + number, "user", "$merge_dangerously", &merge)]);
    }
    let dataset = journal.dataset().unwrap();
    assert_eq!((dataset.events().len(), persons(&dataset)), (24, 1));
}

#[test]
fn one_answer_holds_so_much_of_persons_and_groups_however_large_they_are() {
    let journal = Journal::default();
    let set = json!({"x": "y".repeat(400_000)});
    for number in 0..30 {
        let group = json!({"$group_type": "company", "$group_key": number.to_string(), "$group_set": set});
        append(&journal, &[event(number, "user", "$groupidentify", &group)]);
        append(&journal, &[event(100 + number, &format!("u{number}"), "$set", &json!({"$set": set}))]);
    }
    let (mut cursor, mut answers) = (Cursor::default(), 0);
    while answers < 100 {
        let changes = journal::changes(&journal, cursor).unwrap();
        assert!(changes.definitions.len() < 9 * 1024 * 1024, "{} bytes", changes.definitions.len());
        (cursor, answers) = (changes.cursor, answers + 1);
        if changes.is_complete {
            break;
        }
    }
    assert!((3..100).contains(&answers), "{answers} answers hold 24 MB");
    assert_eq!(persons(&journal.dataset().unwrap()), 31);
}

/// A server with a project, and its public token.
struct Project {
    serving: Serving,
    token: Value,
}

impl Project {
    fn new() -> Self {
        let serving = Serving::default();
        let made = send(&serving, "/_oriel/test/setup", json!({"reset": true, "state": {}}).to_string().into_bytes());
        let made: Value = serde_json::from_str(&made.body).unwrap();
        Self { serving, token: made["token"].clone() }
    }

    /// Returns the status and the text of the answer to a body.
    fn sent(&self, path: &str, body: impl Into<Vec<u8>>) -> (u16, String) {
        let answer = send(&self.serving, path, body.into());
        (answer.status, answer.body)
    }

    /// Returns a batch of one event with these properties, as JSON.
    fn batch(&self, properties: &str) -> String {
        let token = &self.token;
        format!(r#"{{"api_key":{token},"batch":[{{"event":"seen","distinct_id":"a","properties":{properties}}}]}}"#)
    }
}

fn send(serving: &Serving, path: &str, body: Vec<u8>) -> WireResponse {
    let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
    let (method, path, query) = ("POST".to_owned(), path.to_owned(), String::new());
    let request = WireRequest { method, path, query, headers, body, now: "2024-03-15T12:00:00Z".to_owned() };
    serving.answer(&request).unwrap()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let header = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];
    [header.as_slice(), &miniz_oxide::deflate::compress_to_vec(bytes, 6), &[0; 8]].concat()
}

#[test]
fn an_event_nests_so_deep_and_no_deeper() {
    let project = Project::new();
    let sent = |levels: usize| {
        let properties = format!(r#"{{"$set":{{"x":{}}}}}"#, nested(levels));
        project.sent("/batch/", project.batch(&properties))
    };
    assert_eq!(sent(62).0, 200);
    for levels in [63, 100, 120, 200_000] {
        let (status, text) = sent(levels);
        assert_eq!(status, 400, "{levels}");
        assert!(text.starts_with("failed to parse request: an event nests more than 64 levels"), "{text}");
    }
    // The name by which serde_json marks JSON in a text: reading it again would nest it.
    let marked = json!({"$set": {"x": {"$serde_json::private::RawValue": nested(100)}}}).to_string();
    assert_eq!(project.sent("/batch/", project.batch(&marked)).0, 400);
}

#[test]
fn what_would_take_much_memory_is_refused_before_it_does() {
    let project = Project::new();
    let blanks = |megabytes: usize| vec![b' '; megabytes << 20];
    let (event, batch) = ("/e/", "/batch/");
    for (path, bytes, status) in [
        (event, gzip(&blanks(19)), 400),
        (event, gzip(&blanks(21)), 413),
        (batch, gzip(&blanks(21)), 413),
        (event, STANDARD.encode(gzip(&blanks(21))).into_bytes(), 413),
        (batch, STANDARD.encode(gzip(&blanks(21))).into_bytes(), 413),
    ] {
        assert_eq!(project.sent(path, bytes).0, status);
    }
    let list = |item: &str, count: usize| format!("[{}]", vec![item; count].join(","));
    let token = &project.token;
    for (what, body, status) in [
        ("a list in an event", project.batch(&format!(r#"{{"x":{}}}"#, list("0", 50_000))), 200),
        ("a long list in an event", project.batch(&format!(r#"{{"x":{}}}"#, list("0", 150_000))), 413),
        ("a long text in an event", project.batch(&format!(r#"{{"x":"{}"}}"#, ",".repeat(900_000))), 200),
        ("a text with escapes", project.batch(&format!(r#"{{"x":"{}"}}"#, r"\u00e9".repeat(400_000))), 200),
        ("an event that no row holds", project.batch(&format!(r#"{{"x":"{}"}}"#, "x".repeat(1_000_000))), 413),
        ("too many events", format!(r#"{{"api_key":{token},"batch":{}}}"#, list("{}", 150_000)), 413),
        ("too many events without a token", list("0", 5_000_000), 413),
    ] {
        let (answered, text) = project.sent(batch, body);
        assert_eq!(answered, status, "{what}: {text}");
    }
}
