//! Parts of an answer that rows have in common.

use std::cell::OnceCell;
use std::ops::Deref;
use std::rc::Rc;

use serde::{Serialize, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

use super::json::to_text;
use super::read::{Read, Unreadable};

/// What several rows hold, kept once; each writes it in full.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Shared<T>(Rc<Part<T>>);

#[derive(Debug, Default)]
struct Part<T> {
    held: T,
    /// Its JSON: the rows of a breakdown write long lists again and again.
    written: OnceCell<Box<RawValue>>,
}

impl<T: Clone> Shared<T> {
    /// Returns what this row holds, to be changed for it alone.
    pub fn to_mut(&mut self) -> &mut T {
        let part = Rc::make_mut(&mut self.0);
        part.written.take();
        &mut part.held
    }
}

impl<T: Clone> Clone for Part<T> {
    fn clone(&self) -> Self {
        Part { held: self.held.clone(), written: OnceCell::new() }
    }
}

impl<T: PartialEq> PartialEq for Part<T> {
    fn eq(&self, other: &Self) -> bool {
        self.held == other.held
    }
}

impl<T> From<T> for Shared<T> {
    fn from(held: T) -> Self {
        Shared(Rc::new(Part { held, written: OnceCell::new() }))
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0.held
    }
}

impl<T: Serialize> Serialize for Shared<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Part { held, written } = self.0.as_ref();
        if Rc::strong_count(&self.0) == 1 {
            return held.serialize(serializer);
        }
        match written.get() {
            Some(written) => written.serialize(serializer),
            None => match RawValue::from_string(to_text(held)) {
                Ok(text) => written.get_or_init(|| text).serialize(serializer),
                Err(_) => held.serialize(serializer),
            },
        }
    }
}

impl<T: Read> Read for Shared<T> {
    fn read(value: &Value) -> Result<Self, Unreadable> {
        T::read(value).map(Shared::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_row_writes_what_it_holds_itself() {
        let first = Shared::from(vec![1.0, 1.5]);
        let mut second = first.clone();
        assert_eq!(to_text(&[&first, &second]), "[[1,1.5],[1,1.5]]");
        second.to_mut().push(2.0);
        let third = second.clone();
        assert_eq!(to_text(&[&first, &second, &third]), "[[1,1.5],[1,1.5,2],[1,1.5,2]]");
        assert_ne!(first, second);
        let mut alone = second;
        drop(third);
        assert_eq!(to_text(&alone), "[1,1.5,2]");
        alone.to_mut().clear();
        assert_eq!(to_text(&[&alone, &alone.clone()]), "[[],[]]");
    }
}
