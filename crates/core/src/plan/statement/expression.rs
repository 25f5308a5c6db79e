//! Expressions as text.

use super::{name, quoted};
use crate::number::number_text;
use crate::query::expression::{BinaryOperator, Expression, PLACEHOLDER, Repeats, UnaryOperator};

/// Returns the text of an expression, which reads back as the same.
pub(super) fn written(expression: &Expression) -> String {
    match expression {
        Expression::Null => "NULL".to_owned(),
        Expression::Flag(flag) => flag.to_string(),
        Expression::Number(number) if *number < 0.0 => ["(", &number_text(*number), ")"].concat(),
        Expression::Number(number) => number_text(*number),
        Expression::Text(text) => quoted(text),
        Expression::Field(names) => match names.as_slice() {
            [first, rest @ ..] if first == PLACEHOLDER => ["{", &dotted(rest), "}"].concat(),
            names => dotted(names),
        },
        Expression::List(items) => ["[", &list(items), "]"].concat(),
        Expression::Call(call) => {
            let parameters = match call.parameters.as_slice() {
                [] => String::new(),
                parameters => ["(", &list(parameters), ")"].concat(),
            };
            let distinct = if call.repeats == Repeats::Once { "DISTINCT " } else { "" };
            [&call.name, &parameters, "(", distinct, &list(&call.arguments), ")"].concat()
        }
        Expression::Unary(operator, operand) => {
            let sign = match operator {
                UnaryOperator::Not => "NOT ",
                UnaryOperator::Minus => "-",
            };
            ["(", sign, &written(operand), ")"].concat()
        }
        Expression::Binary(operator, left, right) => {
            ["(", &written(left), " ", symbol(*operator), " ", &written(right), ")"].concat()
        }
    }
}

fn list(items: &[Expression]) -> String {
    items.iter().map(written).collect::<Vec<_>>().join(", ")
}

fn dotted(names: &[String]) -> String {
    names.iter().map(|part| name(part)).collect::<Vec<_>>().join(".")
}

fn symbol(operator: BinaryOperator) -> &'static str {
    match operator {
        BinaryOperator::Or => "OR",
        BinaryOperator::And => "AND",
        BinaryOperator::Equal => "=",
        BinaryOperator::NotEqual => "!=",
        BinaryOperator::Less => "<",
        BinaryOperator::LessOrEqual => "<=",
        BinaryOperator::Greater => ">",
        BinaryOperator::GreaterOrEqual => ">=",
        BinaryOperator::In => "IN",
        BinaryOperator::Like => "LIKE",
        BinaryOperator::ILike => "ILIKE",
        BinaryOperator::Add => "+",
        BinaryOperator::Subtract => "-",
        BinaryOperator::Multiply => "*",
        BinaryOperator::Divide => "/",
        BinaryOperator::Remainder => "%",
        BinaryOperator::Power => "**",
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;

    #[test]
    fn what_is_written_reads_back_as_the_same() {
        for text in [
            "1 + 2 * -3 - x ** 2",
            "not (a and b) or properties.`a ``b`['it''s'] = 'it\\'s \\\\d'",
            "quantile(0.9)(properties.$amount) / count(distinct e.event) > 1e-7",
            "a in (1, 'b', null) ? true : [false]",
            "x not like '%\\_%' and y between 1 and 2",
            "-(-x) + 1e21",
        ] {
            let parsed = Expression::parse(text).unwrap();
            assert_eq!(Expression::parse(&written(&parsed)).unwrap(), parsed, "{}", written(&parsed));
        }
    }
}
