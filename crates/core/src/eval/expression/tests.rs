//! What expressions evaluate to.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use crate::columns::Dataset;
use crate::eval::frame::Frame;
use crate::query::context::Context;
use crate::query::expression::Expression;
use crate::time::Timestamp;

const LINES: &str = r#"
{"event":"buy","distinct_id":"ada","timestamp":"2024-03-02T10:30:00Z","properties":{"amount":"3","tags":"a,b","$set":{"team":"core"}}}
{"event":"buy","distinct_id":"bob","timestamp":"2024-03-03T10:30:00Z","properties":{"amount":5,"data":{"kind":"x","list":[1,2]}}}
{"event":"view","distinct_id":"ada","timestamp":"2024-03-04T23:30:00Z","properties":{"amount":null,"tags":""}}
"#;

/// Returns what `ask` makes of three events.
fn with_frame<T>(ask: impl FnOnce(&Frame<'_>) -> T) -> T {
    let mut dataset = Dataset::new();
    dataset.append_ndjson(LINES.as_bytes()).unwrap();
    let context = Context::new(Timestamp::parse("2024-03-05T12:00:00Z").unwrap());
    ask(&Frame::new(&dataset, &context))
}

fn texts(expression: &str) -> Vec<String> {
    with_frame(|frame| {
        let texts = frame.expression_texts(expression, &(0..3)).unwrap();
        (0..3).map(|row| texts.get(row).text().unwrap_or("NULL").to_owned()).collect()
    })
}

fn refusal(expression: &str) -> String {
    with_frame(|frame| frame.expression_texts(expression, &(0..3)).unwrap_err().detail().to_owned())
}

#[test]
fn fields_are_read_for_each_row() {
    for (expression, expected) in [
        ("event", ["buy", "buy", "view"]),
        ("distinct_id || '!'", ["ada!", "bob!", "ada!"]),
        ("properties.amount", ["3", "5", "NULL"]),
        ("person.properties.team", ["core", "NULL", "core"]),
        ("e.properties['amount']", ["3", "5", "NULL"]),
        ("properties.data.kind", ["NULL", "x", "NULL"]),
        ("timestamp", ["2024-03-02 10:30:00", "2024-03-03 10:30:00", "2024-03-04 23:30:00"]),
        ("properties.nothing", ["NULL", "NULL", "NULL"]),
        ("properties.amount > 4", ["false", "true", "false"]),
        ("properties.amount * 2 + 1", ["7", "11", "NULL"]),
        ("toHour(timestamp) = 10 and event = 'buy'", ["true", "true", "false"]),
    ] {
        assert_eq!(texts(expression), expected, "{expression}");
    }
}

#[test]
fn functions_give_their_values() {
    for (expression, expected) in [
        ("IF(1 < 2, NULL, 'foo')", "NULL"),
        ("multiIf(false, 1, null, 2, 3)", "3"),
        ("case 2 when 1 then 'a' when 2 then 'b' end", "b"),
        ("coalesce(null, '', 'x')", ""),
        ("nullIf('a', 'a')", "NULL"),
        ("null = null or null != 1", "true"),
        ("not null", "NULL"),
        ("null and false", "false"),
        ("null or true", "true"),
        ("'a' not in ('b', 'c')", "true"),
        ("2 in (1, 2)", "true"),
        ("null not in (1)", "true"),
        ("'Chrome' like 'c%'", "false"),
        ("'Chrome' ilike 'c%e'", "true"),
        ("match('abc', '^a.c$')", "true"),
        ("extract('v1.25', '\\d+\\.(\\d+)')", "25"),
        ("replaceRegexpAll('/a/12', '\\d+', 'N')", "/a/N"),
        ("replaceAll('aXbX', 'X', '-')", "a-b-"),
        ("substring('héllo', 2, 3)", "éll"),
        ("substring('hello', -3)", "llo"),
        ("upper(left('abc', 2)) || right('xyz', 1)", "ABz"),
        ("length(trim('  ab '))", "2"),
        ("splitByChar(',', 'a,b,c')[2]", "b"),
        ("arrayElement([1, 2, 3], -1)", "3"),
        ("has(['a', 'b'], 'b')", "true"),
        ("round(2.345, 2)", "2.35"),
        ("floor(-1.5) + ceil(1.2) + abs(-3)", "3"),
        ("sqrt(16) ** 2 % 5", "1"),
        ("1 / 0", "NULL"),
        ("min2(1, 2) + max2(1, 2)", "3"),
        ("toInt('7.9')", "7"),
        ("'12'::Float + 1", "13"),
        ("toDate('2024-03-01 10:00:00')", "2024-03-01"),
        ("toStartOfWeek(toDateTime('2024-03-06'))", "2024-03-03"),
        ("toStartOfMonth(now())", "2024-03-01"),
        ("dateDiff('day', toDate('2024-03-01'), today())", "4"),
        ("dateAdd('month', 1, toDate('2024-01-31'))", "2024-02-29"),
        ("now() - interval 2 hours > toDateTime('2024-03-05 09:00:00')", "true"),
        ("toDayOfWeek(today())", "2"),
        ("JSONExtractInt('{\"a\":[1,2]}', 'a', 2)", "2"),
        ("3 between 1 and 3", "true"),
        ("empty('') and notEmpty([1])", "true"),
        ("domain('https://ann@a.b:80/c?d')", "a.b"),
        ("domain('a.b/c') || domain('/c')", "a.b"),
        ("path('https://a.b/c/d?e#f')", "/c/d"),
        ("path('/c?d') || path('https://a.b')", "/c"),
        ("cutQueryString('https://a.b/c?d=1#e')", "https://a.b/c#e"),
        ("extractURLParameter('/c?d=1&e=2#f', 'e')", "2"),
        ("toStartOfInterval(toDateTime('2024-03-05 10:44:00'), interval 15 minute)", "2024-03-05 10:30:00"),
        ("toStartOfInterval(toDateTime('2024-03-05 10:44:00'), interval 6 hour)", "2024-03-05 06:00:00"),
        ("toStartOfInterval(toDateTime('2024-03-05'), interval 2 month)", "2024-03-01 00:00:00"),
        ("toMonday(toDateTime('2024-03-10 10:00:00'))", "2024-03-04"),
        ("toYYYYMM(toDate('2024-03-10')) + toYYYYMMDD(toDate('2024-03-10'))", "20442713"),
        ("formatDateTime(toDateTime('2024-03-10 09:05:01'), '%F at %H:%i, %Q')", "2024-03-10 at 09:05, %Q"),
        ("concat('a', null, 1)", "a1"),
    ] {
        assert_eq!(texts(expression)[0], expected, "{expression}");
    }
}

#[test]
fn names_that_are_not_known_are_refused_with_what_there_is() {
    assert_eq!(refusal("lowr(event)"), "there is no function `lowr` here; the nearest are lower, floor, log.");
    assert!(refusal("evnt").starts_with("there is no field `evnt`; there are event, distinct_id"));
    assert_eq!(refusal("lower()"), "`lower` takes 1 arguments, not 0.");
    assert!(refusal("match(event, '(')").contains("not a regular expression"));
    assert!(refusal("quantile(0.5)(1)").contains("no aggregate that can stand here"));
}

#[test]
fn replacements_inside_replacements_cannot_grow_without_end() {
    for replace in ["replaceAll", "replaceRegexpAll"] {
        let grown = (0..20).fold("'a'".to_owned(), |text, _| format!("{replace}({text}, 'a', 'aaaaaaaaaa')"));
        assert_eq!(texts(&grown)[0], "NULL");
    }
}

#[test]
fn aggregates_take_any_rows() {
    for (expression, all, first) in [
        ("count()", 3.0, 1.0),
        ("count(properties.amount)", 2.0, 1.0),
        ("sum(properties.amount) / count()", 8.0 / 3.0, 3.0),
        ("countIf(event = 'buy') * 10", 20.0, 10.0),
        ("sumIf(properties.amount, distinct_id = 'bob')", 5.0, 0.0),
        ("uniq(person_id)", 2.0, 1.0),
        ("count(distinct properties.amount)", 2.0, 1.0),
        ("avg(toFloat(properties.amount))", 4.0, 3.0),
        ("quantile(0.25)(properties.amount)", 3.5, 3.0),
        ("stddevPop(toFloat64(properties.amount))", 1.0, 0.0),
        ("varSamp(properties.amount)", 2.0, 0.0),
        ("isNull(stddevSamp(properties.amount))", 0.0, 1.0),
        ("round(median(properties.amount), 1) + max(properties.amount) - min(properties.amount)", 6.0, 3.0),
        ("if(count() > 1, 7, 0)", 7.0, 0.0),
    ] {
        with_frame(|frame| {
            let mut aggregate =
                frame.aggregate_expression(Expression::parse(expression).unwrap(), &[], &(0..3)).unwrap();
            assert_eq!(aggregate.of_rows(&[0, 1, 2]), all, "{expression}");
            assert_eq!(aggregate.of_rows(&[0]), first, "{expression}");
        });
    }
    let refused = with_frame(|frame| {
        frame.aggregate_expression(Expression::parse("event").unwrap(), &[], &(0..3)).err().unwrap()
    });
    assert!(refused.detail().starts_with("`event` stands outside of an aggregate"));
}
