//! Parts of an answer that rows have in common.

use std::ops::Deref;
use std::rc::Rc;

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::read::{Read, Unreadable};

/// What several rows hold, kept once; each writes it in full.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Shared<T>(Rc<T>);

impl<T: Clone> Shared<T> {
    /// Returns what this row holds, to be changed for it alone.
    pub fn to_mut(&mut self) -> &mut T {
        Rc::make_mut(&mut self.0)
    }
}

impl<T> From<T> for Shared<T> {
    fn from(part: T) -> Self {
        Shared(Rc::new(part))
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Serialize> Serialize for Shared<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.as_ref().serialize(serializer)
    }
}

impl<T: Read> Read for Shared<T> {
    fn read(value: &Value) -> Result<Self, Unreadable> {
        T::read(value).map(Shared::from)
    }
}
