//! Property operators against their definitions, applied to one value at a time.
#![expect(clippy::unwrap_used, reason = "a test may fail by panicking")]

use oriel::eval::operator::Comparison;
use oriel::query::context::{Context, PropertyType};
use oriel::query::filter::{Operand, Operator, Scalar};
use oriel::time::Timestamp;
use proptest::prelude::*;
use serde_json::json;

fn held(operator: Operator, operand: &Operand, kind: PropertyType, value: Option<&str>) -> bool {
    let context = Context::new(Timestamp::parse("2024-03-05T12:00:00Z").unwrap());
    Comparison::new(operator, operand, kind, &context).unwrap().holds(value)
}

fn texts(values: &[String]) -> Operand {
    Operand::Many(values.iter().cloned().map(Scalar::Text).collect())
}

proptest! {
    #[test]
    fn texts_are_compared_as_texts(
        value in prop::option::of("[ab12.%]{0,4}"),
        wanted in prop::collection::vec("[ab12.]{0,3}", 2..4),
    ) {
        let held = |operator| held(operator, &texts(&wanted), PropertyType::Text, value.as_deref());
        let any = |test: &dyn Fn(&str, &str) -> bool| {
            value.as_deref().is_some_and(|value| wanted.iter().any(|wanted| test(value, wanted)))
        };
        prop_assert_eq!(held(Operator::Exact), any(&|value, wanted| value == wanted));
        prop_assert_eq!(held(Operator::In), any(&|value, wanted| value == wanted));
        prop_assert_eq!(held(Operator::IsNot), !any(&|value, wanted| value == wanted));
        prop_assert_eq!(held(Operator::IContains), any(&|value, wanted| value.contains(wanted)));
        prop_assert_eq!(held(Operator::NotIContains), !any(&|value, wanted| value.contains(wanted)));
        prop_assert_eq!(held(Operator::GreaterThan), any(&|value, wanted| value > wanted));
        prop_assert_eq!(held(Operator::AtMost), any(&|value, wanted| value <= wanted));
        prop_assert_eq!(held(Operator::IsSet), value.is_some());
        prop_assert_eq!(held(Operator::IsNotSet), value.is_none());
    }

    #[test]
    fn numbers_are_compared_as_numbers(value in -5..5_i32, low in -5..5_i32, width in 0..4_i32) {
        let text = format!("{value}.0");
        let one = Operand::One(Scalar::Text(low.to_string()));
        let holds = |operator, operand: &Operand| held(operator, operand, PropertyType::Numeric, Some(&text));
        prop_assert_eq!(holds(Operator::Exact, &one), value == low);
        prop_assert_eq!(holds(Operator::IsNot, &one), value != low);
        prop_assert_eq!(holds(Operator::GreaterThan, &one), value > low);
        prop_assert_eq!(holds(Operator::AtLeast, &one), value >= low);
        prop_assert_eq!(holds(Operator::LessThan, &one), value < low);
        prop_assert_eq!(holds(Operator::AtMost, &one), value <= low);
        let high = low + width;
        let two = Operand::Many(vec![Scalar::Number(low.into()), Scalar::Number(high.into())]);
        prop_assert_eq!(holds(Operator::Between, &two), (low..=high).contains(&value));
        prop_assert_eq!(holds(Operator::NotBetween, &two), !(low..=high).contains(&value));
    }

    #[test]
    fn columns_of_numbers_are_compared_as_their_values_are(
        values in prop::collection::vec(prop::option::of(-3..3_i32), 0..20),
        wanted in prop::collection::vec(-3..3_i32, 0..3),
    ) {
        let context = Context::new(Timestamp::EPOCH);
        let numbers: Vec<f64> = values.iter().map(|value| value.map_or(f64::NAN, f64::from)).collect();
        let operand = Operand::Many(wanted.iter().map(|number| Scalar::Number((*number).into())).collect());
        for kind in [PropertyType::Text, PropertyType::Numeric] {
            for operator in [Operator::Exact, Operator::IsNot, Operator::AtLeast, Operator::IsSet, Operator::IsNotSet] {
                let comparison = Comparison::new(operator, &operand, kind, &context).unwrap();
                if let Some(bytes) = comparison.numbers_held(&numbers) {
                    let one_by_one = values.iter().map(|value| value.map(|value| value.to_string()));
                    let expected: Vec<u8> =
                        one_by_one.map(|value| u8::from(comparison.holds(value.as_deref()))).collect();
                    prop_assert_eq!(bytes, expected);
                }
            }
        }
    }
}

#[test]
fn missing_values_meet_only_negations() {
    for (operator, expected) in [
        (Operator::Exact, false),
        (Operator::IsNot, true),
        (Operator::NotIn, true),
        (Operator::NotIContains, true),
        (Operator::NotRegex, true),
        (Operator::Regex, false),
        (Operator::NotBetween, false),
        (Operator::IsDateBefore, false),
        (Operator::SemverNotEqual, false),
        (Operator::IsNotSet, true),
    ] {
        let operand = Operand::One(Scalar::Text("1".to_owned()));
        assert_eq!(held(operator, &operand, PropertyType::Text, None), expected, "{operator:?}");
    }
}

#[test]
fn an_empty_list_asks_nothing() {
    for operator in [Operator::Exact, Operator::IsNot, Operator::GreaterThan, Operator::Regex] {
        for value in [None, Some("x")] {
            assert!(held(operator, &Operand::Many(Vec::new()), PropertyType::Text, value));
        }
    }
}

#[test]
fn dates_are_absolute_or_so_far_before_now() {
    let holds = |operator, operand: &str, value| {
        held(operator, &Operand::One(Scalar::Text(operand.to_owned())), PropertyType::Text, Some(value))
    };
    for operand in ["-2d", "2d", "2024-03-03T12:00:00Z", "2024-03-03 12:00:00"] {
        assert!(holds(Operator::IsDateBefore, operand, "2024-03-03T11:59:59Z"), "{operand}");
        assert!(holds(Operator::IsDateExact, operand, "2024-03-03T12:00:00Z"), "{operand}");
        assert!(holds(Operator::IsDateAfter, operand, "1709467201"), "{operand}");
    }
    assert!(!holds(Operator::IsDateBefore, "soon", "2024-03-03"));
}

#[test]
fn booleans_are_alike_in_every_spelling() {
    for value in [Scalar::Flag(true), Scalar::Text("true".to_owned())] {
        for operand in [Operand::One(value.clone()), Operand::Many(vec![value])] {
            for kind in [PropertyType::Boolean, PropertyType::Text] {
                assert!(held(Operator::Exact, &operand, kind, Some("true")));
                assert!(!held(Operator::Exact, &operand, kind, Some("false")));
            }
        }
    }
    assert!(!held(Operator::IsSet, &Operand::Absent, PropertyType::Boolean, Some("maybe")));
}

/// JavaScript would round these numbers, so no case that a browser is asked too can hold them.
#[test]
fn numbers_too_long_for_javascript_keep_their_digits() {
    let event = |value: u64| {
        let properties = json!({"v": value});
        json!({"event": "e", "distinct_id": "a", "timestamp": "2020-01-10T10:00:00Z", "properties": properties})
    };
    let filter = json!({"key": "v", "type": "event", "operator": "exact", "value": [9_007_199_254_740_993_u64]});
    let series = json!([{"kind": "EventsNode", "event": "e", "properties": [filter]}]);
    let response = tests::native::response(&json!({
        "name": "long numbers",
        "now": "2020-01-10T12:00:00Z",
        "team": {"timezone": "UTC"},
        "events": [event(9_007_199_254_740_993), event(9_007_199_254_740_992)],
        "query": {"kind": "TrendsQuery", "series": series, "dateRange": {"date_from": "-0d"}},
    }));
    assert!(response.contains(r#""data":[1]"#), "{response}");
}
