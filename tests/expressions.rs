//! Expressions: any text is read or refused, and the documentation lists what there is.
#![expect(clippy::unwrap_used, reason = "a test may fail by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use oriel::eval::expression::function_names;
use oriel::query::expression::Expression;
use oriel::query::formula::FormulaExpression;
use proptest::prelude::*;

/// Texts made of the pieces that expressions are made of, in any order.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a",
        "properties.x",
        "if",
        "case",
        "when",
        "then",
        "end",
        "not",
        "in",
        "is",
        "null",
        "between",
        "and",
        "(",
        ")",
        "[",
        "]",
        ",",
        "+",
        "-",
        "**",
        "?",
        ":",
        "::",
        "Float",
        "'t'",
        "\"q\"",
        "1.5",
        "1e9",
        ".",
        "\\",
        "'",
        "é",
    ]);
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.join(" "))
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in prop_oneof![pieces(), any::<String>()]) {
        if let Err(error) = Expression::parse(&text) {
            prop_assert!(!error.detail().is_empty());
        }
        let _ = FormulaExpression::parse(&text, 3).map(|formula| formula.value(&[1.0, 2.0, 3.0]));
    }

    #[test]
    fn sums_and_products_are_worked_out_as_written(a in 0..100_i32, b in 0..100_i32, c in 1..100_i32) {
        let text = format!("{a}-{b}*(A+{c})/{c}");
        let expected = f64::from(a) - f64::from(b) * (2.0 + f64::from(c)) / f64::from(c);
        prop_assert_eq!(FormulaExpression::parse(&text, 1).unwrap().value(&[2.0]), expected);
    }
}

#[test]
fn the_documentation_lists_every_function() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/hogql.md");
    let text = fs::read_to_string(path).unwrap();
    let (_, functions) = text.split_once("## Functions").unwrap();
    let (functions, _) = functions.split_once("## Aggregates").unwrap();
    let documented: BTreeSet<&str> = functions.split('`').skip(1).step_by(2).collect();
    let known: BTreeSet<&str> = function_names().collect();
    assert_eq!(documented, known);
}
