//! What expressions parse to, and what is refused.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use super::*;

/// Writes a tree with every operator's operands in parentheses.
fn shown(expression: &Expression) -> String {
    let list = |items: &[Expression]| items.iter().map(shown).collect::<Vec<_>>().join(", ");
    match expression {
        Expression::Null => "null".to_owned(),
        Expression::Flag(flag) => flag.to_string(),
        Expression::Number(number) => number.to_string(),
        Expression::Text(text) => format!("'{text}'"),
        Expression::Field(names) => names.join("."),
        Expression::List(items) => format!("[{}]", list(items)),
        Expression::Call(call) => {
            let parameters =
                if call.parameters.is_empty() { String::new() } else { format!("({})", list(&call.parameters)) };
            let distinct = if call.repeats == Repeats::Once { "distinct " } else { "" };
            format!("{}{parameters}({distinct}{})", call.name, list(&call.arguments))
        }
        Expression::Unary(operator, operand) => format!("({operator:?} {})", shown(operand)),
        Expression::Binary(operator, left, right) => format!("({} {operator:?} {})", shown(left), shown(right)),
    }
}

#[test]
fn operators_bind_as_in_sql() {
    for (text, tree) in [
        ("1 + 2 * 3 - 4", "((1 Add (2 Multiply 3)) Subtract 4)"),
        ("-2 ** 2 ** 3", "(Minus (2 Power (2 Power 3)))"),
        ("2 ** -1", "(2 Power -1)"),
        ("not a = 1 and b or c", "(((Not (a Equal 1)) And b) Or c)"),
        ("a not in ('x', 'y')", "(Not (a In ['x', 'y']))"),
        ("a between 1 and 2 and b", "(ifNull(between(a, 1, 2), false) And b)"),
        ("a is not null", "isNotNull(a)"),
        ("a ? b : c ? d : e", "if(a, b, if(c, d, e))"),
        ("a ?? b || c", "ifNull(a, concat(b, c))"),
        ("event || properties.a", "concat(event, properties.a)"),
        ("properties.`a b`['c'][1]::Float > 3", "(toFloat(arrayElement(properties.a b.c, 1)) Greater 3)"),
        ("cast(a as String) =~ '^x'", "ifNull(match(toString(a), '^x'), false)"),
        ("CASE WHEN a THEN 1 ELSE 2 END", "multiIf(a, 1, 2)"),
        ("case a when 1 then 'x' end", "case(a, 1, 'x', null)"),
        ("quantile(0.9)(x) / count(*)", "(quantile(0.9)(x) Divide count())"),
        ("count(distinct person_id)", "count(distinct person_id)"),
        ("now() - interval 7 days", "(now() Subtract toIntervalDay(7))"),
        ("'it''s' = \"select\"", "('it's' Equal select)"),
        ("[1, 2,][1]", "arrayElement([1, 2], 1)"),
        ("properties.$browser == 'Chrome'", "(properties.$browser Equal 'Chrome')"),
    ] {
        assert_eq!(shown(&Expression::parse(text).unwrap()), tree, "{text}");
    }
}

#[test]
fn what_is_not_an_expression_is_refused_with_its_place() {
    for (text, detail) in [
        ("", "at character 1: expected a value, found the end."),
        ("a +", "at character 4: expected a value, found the end."),
        ("é = 'x", "at character 5: the quote `'` is not closed."),
        ("a b", "at character 3: expected an operator or the end, found `b`."),
        ("f(a", "at character 4: expected `,`, found the end."),
        ("a # b", "at character 3: `#` begins nothing that is known."),
        ("a::Thing", "at character 4: types are Float, Int, String, Bool, Date and DateTime."),
        ("(select 1)", "at character 9: a query cannot stand in an expression."),
    ] {
        assert_eq!(Expression::parse(text).unwrap_err().detail(), detail, "{text}");
    }
}

#[test]
fn expressions_are_bounded() {
    for text in ["(".repeat(200), "-".repeat(200), "1+".repeat(2_000), "not ".repeat(200), "x".repeat(20_000)] {
        assert!(Expression::parse(&text).is_err());
    }
    assert!(Expression::parse(&["a"; 900].join(" or ")).is_ok());
}
