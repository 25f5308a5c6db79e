//! Query-string parameters, decoded, and the ways in which the API reads them.

use serde_json::Value;

use crate::error::Error;

/// Holds the parameters of a query string in their order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Returns the parameters of a query string or an urlencoded form.
    pub(crate) fn parse(query: &str) -> Self {
        Self(form_urlencoded::parse(query.as_bytes()).into_owned().collect())
    }

    /// Returns the last value given for `name`.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().rfind(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Returns the last value given for `name` if it is not empty.
    pub(crate) fn filled(&self, name: &str) -> Option<&str> {
        self.get(name).filter(|value| !value.is_empty())
    }

    /// Returns all values given for `name`.
    pub(crate) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Returns every name and value.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// Returns whether `name` is given at all, whatever its value.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Returns whether the value of `name` means yes (spec/api 0, booleans).
    pub(crate) fn truthy(&self, name: &str) -> bool {
        self.get(name).is_some_and(is_truthy)
    }

    /// Returns the JSON value of `name`, or `None` when it is not given or empty.
    ///
    /// # Errors
    ///
    /// Names the parameter when its value is not JSON.
    pub(crate) fn json(&self, name: &str) -> Result<Option<Value>, Error> {
        self.filled(name)
            .map(|text| {
                serde_json::from_str(text).map_err(|_| Error::invalid(format!("{name} must be valid JSON.")).at(name))
            })
            .transpose()
    }

    /// Returns the whole number of `name`, from 1 to `most`, or `default` when it is not given.
    ///
    /// # Errors
    ///
    /// Names the parameter when its value is none, or less than 1.
    pub(crate) fn count(&self, name: &str, default: i64, most: i64) -> Result<i64, Error> {
        let Some(text) = self.get(name).map(str::trim) else { return Ok(default) };
        // What is too long for a number is more than any bound.
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        match text.parse::<i64>() {
            Ok(number) if number >= 1 => Ok(number.min(most)),
            Err(_) if is_number => Ok(most),
            _ => Err(Error::invalid(format!("{name} must be a positive integer.")).at(name)),
        }
    }

    /// Returns the whole numbers of a JSON list (or of one plain number), or `None` without any.
    ///
    /// # Errors
    ///
    /// Names the parameter when it holds something else.
    pub(crate) fn integers(&self, name: &str) -> Result<Option<Vec<i64>>, Error> {
        let numbers = match self.json(name)? {
            None => return Ok(None),
            Some(Value::Array(items)) => items.iter().map(integer).collect::<Option<Vec<_>>>(),
            Some(single) => integer(&single).map(|number| vec![number]),
        };
        numbers
            .map(|numbers| Some(numbers).filter(|numbers| !numbers.is_empty()))
            .ok_or_else(|| Error::invalid(format!("{name} must be a JSON list of integers.")).at(name))
    }

    /// Returns the texts of a JSON list, or `None` without any.
    ///
    /// # Errors
    ///
    /// Names the parameter when it holds something else.
    pub(crate) fn texts(&self, name: &str) -> Result<Option<Vec<String>>, Error> {
        let refusal = || Error::invalid(format!("{name} must be a JSON list of strings.")).at(name);
        match self.json(name)? {
            None => Ok(None),
            Some(Value::Array(items)) => {
                let texts = items.into_iter().map(|item| match item {
                    Value::String(text) => Ok(text),
                    _ => Err(refusal()),
                });
                let texts = texts.collect::<Result<Vec<_>, _>>()?;
                Ok(Some(texts).filter(|texts| !texts.is_empty()))
            }
            Some(_) => Err(refusal()),
        }
    }
}

/// Returns whether a text means yes in a query string.
pub(crate) fn is_truthy(text: &str) -> bool {
    matches!(text.to_ascii_lowercase().as_str(), "y" | "yes" | "t" | "true" | "on" | "1")
}

/// Returns a JSON number, or a text of digits, as a whole number.
fn integer(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str().and_then(|text| text.parse().ok()))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;

    #[test]
    fn yes_has_six_spellings_in_any_case() {
        for yes in ["y", "YES", "t", "True", "on", "1"] {
            assert!(is_truthy(yes), "{yes}");
        }
        for no in ["", "0", "false", "2", "enabled"] {
            assert!(!is_truthy(no), "{no}");
        }
    }

    #[test]
    fn lists_of_numbers_are_json_and_an_empty_one_is_none() {
        let parameters = Parameters::parse("a=[1,\"2\"]&b=3&c=[]&d=x&e=[true]");
        assert_eq!(parameters.integers("a").unwrap(), Some(vec![1, 2]));
        assert_eq!(parameters.integers("b").unwrap(), Some(vec![3]));
        assert_eq!(parameters.integers("c").unwrap(), None);
        assert_eq!(parameters.integers("d").unwrap_err().attribute(), Some("d"));
        assert_eq!(parameters.integers("e").unwrap_err().attribute(), Some("e"));
    }
}
