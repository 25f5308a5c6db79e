//! Legacy filters and the requests that carry them: requests as data, and what must hold for any.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use oriel::insight::legacy::correlation::correlation_from_filters;
use oriel::insight::legacy::request::{Endpoint, filters_of_request};
use oriel::insight::legacy::{TemplateVariables, query_from_filters};
use oriel::query::Query;
use proptest::prelude::{Just, Strategy, any, prop};
use proptest::{prop_assert, prop_oneof, proptest};
use serde_json::{Value, json};
use tests::matching::difference;

fn assert_matches(case: &Value, expectation: &str, actual: &Value) {
    let expected = case.get(expectation);
    if let Some(difference) = expected.and_then(|it| difference(it, Some(actual))) {
        panic!("{}: {difference}", case["name"]);
    }
}

#[test]
fn every_request_case_becomes_its_query() {
    let cases: Vec<Value> = serde_json::from_str(include_str!("cases/unit/legacy_request.json")).unwrap();
    assert!(!cases.is_empty());
    for case in cases {
        let endpoint = match case["endpoint"].as_str().unwrap() {
            "trend" => Endpoint::Trend,
            "funnel" => Endpoint::Funnel,
            "correlation" => Endpoint::FunnelCorrelation,
            "path" => Endpoint::Path,
            "retention" => Endpoint::Retention,
            other => panic!("no endpoint is called {other}"),
        };
        let query = case["query"].as_object().into_iter().flatten();
        let query = query.map(|(name, value)| (name.as_str(), value.as_str().unwrap()));
        let filters = filters_of_request(endpoint, query, &case["body"]);
        let converted = filters.clone().and_then(|filters| match endpoint {
            Endpoint::FunnelCorrelation => correlation_from_filters(&filters),
            _ => query_from_filters(&filters, TemplateVariables::Dropped),
        });
        if let Some(attribute) = case["expect_error"].as_str() {
            let error = converted.expect_err("the case is refused");
            assert_eq!(error.attribute(), Some(attribute), "{}", case["name"]);
            continue;
        }
        assert_matches(&case, "expect_filters", &filters.unwrap());
        let converted = converted.unwrap();
        assert_matches(&case, "expect_query", &converted);
        assert_matches(&case, "expect_correlation", &converted);
    }
}

#[test]
fn converted_trends_are_queries() {
    let cases: Vec<Value> = serde_json::from_str(include_str!("cases/api/filter_to_query.json")).unwrap();
    let mut trends = 0;
    for case in &cases {
        let query = query_from_filters(&case["filters"], TemplateVariables::Dropped).unwrap();
        if query["kind"] == "TrendsQuery" {
            let read = Query::from_json(&query);
            assert!(read.is_ok(), "{}: {:?}", case["name"], read.err());
            trends += 1;
        }
    }
    assert!(trends > 30);
}

#[test]
fn filters_may_be_text_of_text_or_a_list_of_one() {
    let filters = json!({"insight": "PATHS"});
    let text = Value::String(filters.to_string());
    let text_of_text = Value::String(text.to_string());
    for given in [json!([filters]), text, text_of_text] {
        let query = query_from_filters(&given, TemplateVariables::Dropped).unwrap();
        assert_eq!(query["kind"], "PathsQuery", "{given}");
    }
}

#[test]
fn what_is_no_filters_is_refused_with_the_name_of_the_filter() {
    let refused = [
        (json!([]), "filters"),
        (json!(7), "filters"),
        (json!({"insight": "MAPS"}), "insight"),
        (json!({"insight": 1}), "insight"),
        (json!({"exclusions": {}, "insight": "FUNNELS"}), "exclusions"),
    ];
    for (filters, attribute) in refused {
        let error = query_from_filters(&filters, TemplateVariables::Dropped).unwrap_err();
        assert_eq!(error.attribute(), Some(attribute), "{filters}");
    }
}

/// Any JSON, in which the names and words that filters know are frequent.
fn filters() -> impl Strategy<Value = Value> {
    let names = prop::sample::select(vec![
        "insight",
        "events",
        "actions",
        "data_warehouse",
        "properties",
        "breakdowns",
        "breakdown",
        "breakdown_type",
        "exclusions",
        "hidden_legend_keys",
        "target_entity",
        "funnel_filter",
        "funnel_paths",
        "type",
        "values",
        "value",
        "key",
        "id",
        "order",
        "math",
        "operator",
        "custom_name",
        "negation",
        "a__b",
        "property",
    ]);
    let words = prop::sample::select(vec![
        "FUNNELS",
        "PATHS",
        "STICKINESS",
        "RETENTION",
        "LIFECYCLE",
        "AND",
        "OR",
        "cohort",
        "hogql",
        "[]",
        "{\"a\": null}",
        "[{\"id\": 1}]",
        "{VARIABLE}",
        "1",
        "x",
        "",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        words.prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 40, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::btree_map(names.clone().prop_map(str::to_owned), inner, 0..6)
                .prop_map(|fields| fields.into_iter().collect()),
        ]
    })
}

proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(1000))]

    #[test]
    fn any_filters_are_converted_or_refused_within_bounds(filters in filters()) {
        for variables in [TemplateVariables::Kept, TemplateVariables::Dropped] {
            if let Ok(query) = query_from_filters(&filters, variables) {
                prop_assert!(query["kind"].is_string());
                prop_assert!(query.to_string().len() <= 500 + 20 * filters.to_string().len());
                prop_assert!(!has_null_field(&query));
            }
        }
    }

    #[test]
    fn any_request_is_read_or_refused(body in filters()) {
        for endpoint in [Endpoint::Trend, Endpoint::Path, Endpoint::Retention] {
            if let Ok(filters) = filters_of_request(endpoint, [("limit", "1")], &body) {
                prop_assert!(filters["insight"].is_string());
            }
        }
    }
}

fn has_null_field(value: &Value) -> bool {
    match value {
        Value::Object(fields) => fields.values().any(|v| v.is_null() || has_null_field(v)),
        Value::Array(items) => items.iter().any(has_null_field),
        _ => false,
    }
}
