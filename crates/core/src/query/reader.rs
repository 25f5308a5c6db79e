//! Reads JSON into typed nodes, naming the field and what is allowed when it cannot.
//!
//! One reader instead of derived deserialisers: every refusal has the same form, enums list their
//! names, and the browser module stays small.

use serde_json::{Map, Value};

use crate::error::{Error, ErrorKind, Fault};

/// The longest list that a query may hold; longer ones are refused before they are read.
const LONGEST_LIST: usize = 10_000;

/// A set of names of which a field holds one.
pub trait Choice: Copy + PartialEq + 'static {
    /// Every allowed name with its value, in the order in which refusals list them.
    const NAMES: &'static [(&'static str, Self)];

    /// Returns the name under which this value is written.
    fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, value)| *value == self).map_or("", |(name, _)| name)
    }

    /// Returns the value with that name.
    fn from_name(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }
}

/// Declares an enum together with the names that JSON uses for it.
macro_rules! choices {
    ($(#[$doc:meta])* $visibility:vis enum $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal $(| $alias:literal)*),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Hash, PartialOrd, Ord)]
        $visibility enum $name { $($(#[$variant_doc])* $variant),+ }

        impl $crate::query::reader::Choice for $name {
            const NAMES: &'static [(&'static str, Self)] = &[$(($text, $name::$variant) $(, ($alias, $name::$variant))*),+];
        }
    };
}
pub(crate) use choices;

/// Where a value stands in the document, for refusals.
#[derive(Clone, Copy)]
enum Path<'a> {
    Root,
    Field(&'a Path<'a>, &'a str),
    Item(&'a Path<'a>, usize),
}

impl Path<'_> {
    /// Appends the path in the API's form: names and positions joined by `__` (spec/api 7.4).
    fn write(&self, text: &mut String) {
        let parent = match self {
            Path::Root => return,
            Path::Field(parent, _) | Path::Item(parent, _) => parent,
        };
        parent.write(text);
        if !text.is_empty() {
            text.push_str("__");
        }
        match self {
            Path::Field(_, name) => text.push_str(name),
            Path::Item(_, index) => text.push_str(&index.to_string()),
            Path::Root => {}
        }
    }
}

/// A JSON value together with where it stands.
#[derive(Clone, Copy)]
pub struct Node<'a> {
    value: &'a Value,
    path: Path<'a>,
}

impl<'a> Node<'a> {
    /// Returns the root of a document.
    pub fn root(value: &'a Value) -> Self {
        Node { value, path: Path::Root }
    }

    /// Returns the value itself.
    pub fn value(&self) -> &'a Value {
        self.value
    }

    /// Returns a refusal of this value: the reason, at its place.
    pub fn refuse(&self, reason: &str) -> Error {
        self.refusal(Fault::InvalidInput, reason)
    }

    /// Returns a refusal of what this value asks, though it keeps to the schema: the reason, at its place.
    pub fn refuse_to_answer(&self, reason: &str) -> Error {
        self.refusal(Fault::Unanswerable, reason)
    }

    fn refusal(&self, fault: Fault, reason: &str) -> Error {
        let mut place = String::new();
        self.path.write(&mut place);
        let detail = if place.is_empty() { reason.to_owned() } else { format!("{place}: {reason}") };
        Error::new(ErrorKind::Invalid(fault), detail).at(place)
    }

    /// Returns the fields of an object.
    ///
    /// # Errors
    /// Refuses anything but an object.
    pub fn fields(&'a self) -> Result<Fields<'a>, Error> {
        match self.value {
            Value::Object(map) => Ok(Fields { map, node: self }),
            _ => Err(self.refuse_type("an object")),
        }
    }

    /// Returns the items of a list; null is an empty one.
    ///
    /// # Errors
    /// Refuses anything but a list, and lists of more than 10,000 items.
    pub fn items(&'a self) -> Result<impl Iterator<Item = Node<'a>>, Error> {
        let list: &[Value] = match self.value {
            Value::Null => &[],
            Value::Array(list) if list.len() <= LONGEST_LIST => list,
            Value::Array(_) => return Err(self.refuse("a list may hold at most 10000 items.")),
            _ => return Err(self.refuse_type("a list")),
        };
        Ok(list.iter().enumerate().map(|(index, value)| Node { value, path: Path::Item(&self.path, index) }))
    }

    /// Returns each item of a list as `read` gives it.
    ///
    /// # Errors
    /// As [`Node::items`], or the first refusal of `read`.
    pub fn list<T>(&self, read: impl Fn(Node<'_>) -> Result<T, Error>) -> Result<Vec<T>, Error> {
        let items = self.items()?;
        let mut list = Vec::with_capacity(items.size_hint().0);
        for item in items {
            list.push(read(item)?);
        }
        Ok(list)
    }

    /// Returns the text of a string.
    ///
    /// # Errors
    /// Refuses anything but a string.
    pub fn text(&self) -> Result<&'a str, Error> {
        self.value.as_str().ok_or_else(|| self.refuse_type("a string"))
    }

    /// Returns a whole number; a string that holds one counts.
    ///
    /// # Errors
    /// Refuses anything else.
    pub fn integer(&self) -> Result<i64, Error> {
        let number = match self.value {
            Value::Number(number) => number.as_i64().or_else(|| {
                number.as_f64().filter(|value| value.fract() == 0.0 && value.abs() < 9e15).map(|value| value as i64)
            }),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        };
        number.ok_or_else(|| self.refuse_type("a whole number"))
    }

    /// Returns a finite number; a string that holds one counts.
    ///
    /// # Errors
    /// Refuses anything else.
    pub fn number(&self) -> Result<f64, Error> {
        let number = match self.value {
            Value::Number(number) => number.as_f64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        };
        number.filter(|value: &f64| value.is_finite()).ok_or_else(|| self.refuse_type("a number"))
    }

    /// Returns true or false.
    ///
    /// # Errors
    /// Refuses anything else.
    pub fn flag(&self) -> Result<bool, Error> {
        self.value.as_bool().ok_or_else(|| self.refuse_type("true or false"))
    }

    /// Returns the choice that the string names.
    ///
    /// # Errors
    /// Refuses other names, listing the allowed ones.
    pub fn choice<T: Choice>(&self) -> Result<T, Error> {
        let chosen = self.chosen(&|place| T::NAMES.get(place).map(|(name, value)| (*name, value.name() == *name)))?;
        Ok(T::NAMES[chosen].1)
    }

    /// Returns the place of the name that the string is. `name_at` gives the name at a place, and whether refusals list
    /// it; compiled once for all choices.
    fn chosen(&self, name_at: &dyn Fn(usize) -> Option<(&'static str, bool)>) -> Result<usize, Error> {
        let text = self.text()?;
        let names = || (0..).map_while(name_at);
        names().position(|(name, _)| name == text).ok_or_else(|| {
            let listed: Vec<&str> = names().filter(|(_, is_listed)| *is_listed).map(|(name, _)| name).collect();
            self.refuse(&format!("`{}` is not allowed here; allowed: {}.", shortened(self.value), listed.join(", ")))
        })
    }

    /// Returns the value as a refusal shows it: cut where it is long.
    pub fn shown(&self) -> String {
        shortened(self.value)
    }

    fn refuse_type(&self, wanted: &str) -> Error {
        self.refuse(&format!("must be {wanted}, not {}.", shortened(self.value)))
    }
}

/// The fields of an object. A field that is null counts as absent.
#[derive(Clone, Copy)]
pub struct Fields<'a> {
    map: &'a Map<String, Value>,
    node: &'a Node<'a>,
}

impl<'a> Fields<'a> {
    /// Returns the field, unless it is absent or null.
    pub fn get(&self, name: &'a str) -> Option<Node<'a>> {
        let value = self.map.get(name).filter(|value| !value.is_null())?;
        Some(Node { value, path: Path::Field(&self.node.path, name) })
    }

    /// Returns the object that holds the fields.
    pub fn map(&self) -> &'a Map<String, Value> {
        self.map
    }

    /// Returns a copy of the field's value as it was given; null where it is absent.
    pub fn given(&self, name: &str) -> Value {
        self.map.get(name).cloned().unwrap_or_default()
    }

    /// Returns a refusal of the object as a whole.
    pub fn refuse(&self, reason: &str) -> Error {
        self.node.refuse(reason)
    }

    /// Returns the field, which must be there.
    ///
    /// # Errors
    /// Says that the field is required.
    pub fn required(&self, name: &'a str) -> Result<Node<'a>, Error> {
        self.get(name).ok_or_else(|| {
            Node { value: &Value::Null, path: Path::Field(&self.node.path, name) }.refuse("this field is required.")
        })
    }

    /// Returns what `read` makes of the field, or `None` where it is absent.
    ///
    /// # Errors
    /// The refusal of `read`.
    pub fn optional<T>(
        &self,
        name: &'a str,
        read: impl FnOnce(Node<'a>) -> Result<T, Error>,
    ) -> Result<Option<T>, Error> {
        self.get(name).map(read).transpose()
    }

    /// Returns the list in the field as `read` gives its items; absent is empty.
    ///
    /// # Errors
    /// As [`Node::list`].
    pub fn list<T>(&self, name: &'a str, read: impl Fn(Node<'_>) -> Result<T, Error>) -> Result<Vec<T>, Error> {
        self.get(name).map_or(Ok(Vec::new()), |node| node.list(read))
    }

    /// Returns the text of the field.
    ///
    /// # Errors
    /// Refuses anything but a string.
    pub fn text(&self, name: &'a str) -> Result<Option<String>, Error> {
        self.optional(name, |node| node.text().map(str::to_owned))
    }

    /// Returns whether the field is true; absent is false.
    ///
    /// # Errors
    /// Refuses anything but true and false.
    pub fn flag(&self, name: &'a str) -> Result<bool, Error> {
        Ok(self.optional(name, |node| node.flag())?.unwrap_or(false))
    }

    /// Returns the whole number in the field.
    ///
    /// # Errors
    /// Refuses anything else.
    pub fn integer(&self, name: &'a str) -> Result<Option<i64>, Error> {
        self.optional(name, |node| node.integer())
    }

    /// Returns the number in the field.
    ///
    /// # Errors
    /// Refuses anything else.
    pub fn number(&self, name: &'a str) -> Result<Option<f64>, Error> {
        self.optional(name, |node| node.number())
    }

    /// Returns the choice that the field names.
    ///
    /// # Errors
    /// Refuses other names, listing the allowed ones.
    pub fn choice<T: Choice>(&self, name: &'a str) -> Result<Option<T>, Error> {
        self.optional(name, |node| node.choice())
    }
}

/// Returns the value as JSON, cut so that a refusal stays readable.
fn shortened(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.chars().take(61).collect(),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
        other => other.to_string(),
    };
    if text.chars().count() > 60 { text.chars().take(57).chain("...".chars()).collect() } else { text }
}

impl Choice for crate::time::Interval {
    const NAMES: &'static [(&'static str, Self)] = {
        use crate::time::Interval::{Day, Hour, Minute, Month, Quarter, Second, Week, Year};
        &[
            ("second", Second),
            ("minute", Minute),
            ("hour", Hour),
            ("day", Day),
            ("week", Week),
            ("month", Month),
            ("quarter", Quarter),
            ("year", Year),
        ]
    };
}
