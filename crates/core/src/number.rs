//! Numbers as text, the same on every target and as JavaScript writes them.

/// The largest magnitude that is written without an exponent (ECMA-262, Number::toString).
const LARGEST_PLAIN: f64 = 1e21;

/// The magnitude below which every whole number is one of its own: 2⁵³.
const LARGEST_EXACT: f64 = 9_007_199_254_740_992.0;

/// The smallest magnitude that is written without an exponent.
const SMALLEST_PLAIN: f64 = 1e-6;

/// Returns the shortest text that reads back as the same number: `10`, `1.5`, `1e-7`, `1e+21`.
///
/// A whole number has no trailing `.0` (spec/trends 6.6.1). Infinities and NaN, which JSON cannot hold, become `0`.
pub fn number_text(number: f64) -> String {
    // Most numbers are counts, and whole ones are written in a fraction of the time.
    if number.trunc() == number && number.abs() < LARGEST_EXACT {
        return (number as i64).to_string();
    }
    if !number.is_finite() {
        return "0".to_owned();
    }
    if (SMALLEST_PLAIN..LARGEST_PLAIN).contains(&number.abs()) {
        return number.to_string();
    }
    let text = format!("{number:e}");
    if number.abs() >= LARGEST_PLAIN { text.replace('e', "e+") } else { text }
}

/// Returns the number that a text holds in full, or `None` where it is not one.
pub fn number_of(text: &str) -> Option<f64> {
    let text = text.trim();
    let starts_well = text.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '-' | '+' | '.'));
    if starts_well { text.parse().ok().filter(|number: &f64| number.is_finite()) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_numbers_as_javascript_does() {
        for (number, text) in [
            (10.0, "10"),
            (-1.5, "-1.5"),
            (0.1 + 0.2, "0.30000000000000004"),
            (-0.0, "0"),
            (-42.0, "-42"),
            (9_007_199_254_740_991.0, "9007199254740991"),
            (9_007_199_254_740_992.0, "9007199254740992"),
            (1e-7, "1e-7"),
            (0.000001, "0.000001"),
            (1e20, "100000000000000000000"),
            (1.5e21, "1.5e+21"),
            (f64::NAN, "0"),
        ] {
            assert_eq!(number_text(number), text);
        }
    }

    #[test]
    fn reads_only_whole_texts_as_numbers() {
        assert_eq!(number_of(" 1.5 "), Some(1.5));
        assert_eq!(number_of("1.5 kg"), None);
        assert_eq!(number_of("inf"), None);
        assert_eq!(number_of("NaN"), None);
        assert_eq!(number_of(""), None);
    }
}
