//! The relational store: SQLite's SQL in, rows of typed values out.

use std::borrow::Cow;

use super::Failure;

/// Runs SQL written for SQLite.
///
/// Limits are D1's (<https://developers.cloudflare.com/d1/platform/limits/>): at most 100 bound
/// values a statement, 100 KB of SQL, 2 MB a row, and no `BEGIN`: what must happen together goes
/// into one [`batch`](Sql::batch). Longer lists are bound as one JSON text and read by `json_each`.
pub trait Sql {
    /// Returns the rows of one statement, also of one that writes and has `RETURNING`.
    ///
    /// # Errors
    ///
    /// [`Failure`] with kind `Conflict` when a uniqueness rule forbids the write, else `Unavailable`.
    async fn query(&self, statement: Statement) -> Result<Vec<Row>, Failure>;

    /// Runs one statement and returns how many rows it changed.
    ///
    /// # Errors
    ///
    /// As [`query`](Sql::query).
    async fn execute(&self, statement: Statement) -> Result<u64, Failure>;

    /// Runs all statements or, when one fails, none; returns the rows of each.
    ///
    /// # Errors
    ///
    /// As [`query`](Sql::query), of the first statement that fails.
    async fn batch(&self, statements: Vec<Statement>) -> Result<Vec<Vec<Row>>, Failure>;
}

/// Holds one statement and the values bound to its `?1`, `?2`, … in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// SQL with numbered parameters. Columns of a result have distinct names that are no numbers.
    pub text: Cow<'static, str>,
    /// The bound values.
    pub values: Vec<Value>,
}

impl Statement {
    /// Returns a statement without values.
    pub fn new(text: impl Into<Cow<'static, str>>) -> Self {
        Self { text: text.into(), values: Vec::new() }
    }

    /// Returns the statement with one more bound value.
    #[must_use]
    pub fn bind(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        self
    }
}

/// One value of SQLite's storage classes that the product uses.
///
/// D1 takes and hands over numbers as doubles: integers stay exact up to 2^53, which every id and every
/// time (microseconds since the epoch) fits in, but one bound to text reads `17.0` there unless it is
/// cast to `INTEGER` first.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// SQL `NULL`.
    Null,
    /// A whole number; flags are 0 and 1.
    Integer(i64),
    /// A number that need not be whole.
    Real(f64),
    /// Text, also JSON.
    Text(String),
    /// Bytes; a journal has them, D1 has none.
    Bytes(Vec<u8>),
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Integer(i64::from(value))
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl From<Vec<u8>> for Value {
    fn from(value: Vec<u8>) -> Self {
        Self::Bytes(value)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// Holds the values of one row in the order of the selected columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Row(pub Vec<Value>);

impl Row {
    /// Returns a reader that takes the columns in the order in which they were selected.
    pub fn fields(self) -> Fields {
        Fields(self.0.into_iter())
    }
}

/// Takes a row's columns one after the other, each as the type that it must have.
#[derive(Debug)]
pub struct Fields(std::vec::IntoIter<Value>);

impl Fields {
    /// Returns the next column as a whole number.
    ///
    /// # Errors
    ///
    /// `Malformed` when there is none or it is something else.
    pub fn integer(&mut self) -> Result<i64, Failure> {
        self.optional_integer()?.ok_or_else(|| Failure::malformed("a number is missing in a row"))
    }

    /// Returns the next column as a whole number, or `None` for `NULL`.
    ///
    /// # Errors
    ///
    /// `Malformed` when there is none or it is something else.
    pub fn optional_integer(&mut self) -> Result<Option<i64>, Failure> {
        match self.0.next() {
            Some(Value::Null) => Ok(None),
            Some(Value::Integer(number)) => Ok(Some(number)),
            Some(Value::Real(number)) if number.fract() == 0.0 => Ok(Some(number as i64)),
            _ => Err(Failure::malformed("a row has something else than a whole number")),
        }
    }

    /// Returns the next column as a flag: 0 is false, other numbers are true.
    ///
    /// # Errors
    ///
    /// `Malformed` when there is none or it is no number.
    pub fn flag(&mut self) -> Result<bool, Failure> {
        Ok(self.integer()? != 0)
    }

    /// Returns the next column as text.
    ///
    /// # Errors
    ///
    /// `Malformed` when there is none or it is something else.
    pub fn text(&mut self) -> Result<String, Failure> {
        self.optional_text()?.ok_or_else(|| Failure::malformed("a text is missing in a row"))
    }

    /// Returns the next column as text, or `None` for `NULL`.
    ///
    /// # Errors
    ///
    /// `Malformed` when there is none or it is something else.
    pub fn optional_text(&mut self) -> Result<Option<String>, Failure> {
        match self.0.next() {
            Some(Value::Null) => Ok(None),
            Some(Value::Text(text)) => Ok(Some(text)),
            _ => Err(Failure::malformed("a row has something else than text")),
        }
    }

    /// Returns the next column as bytes.
    ///
    /// # Errors
    ///
    /// `Malformed` when there is none or it is something else.
    pub fn bytes(&mut self) -> Result<Vec<u8>, Failure> {
        match self.0.next() {
            Some(Value::Bytes(bytes)) => Ok(bytes),
            _ => Err(Failure::malformed("a row has something else than bytes")),
        }
    }
}
