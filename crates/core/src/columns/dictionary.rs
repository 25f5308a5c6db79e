//! A dictionary: every different value of a column once, found by code and by text.

use foldhash::fast::FixedState;
use hashbrown::HashTable;
use std::cell::OnceCell;
use std::hash::BuildHasher;

use super::value::{Value, ValueKind};

/// The code of a value that is not there.
pub const ABSENT: u32 = 0;

/// Every different value of a column once. Code 0 is the absent value.
#[derive(Clone, Debug)]
pub struct Dictionary {
    text: String,
    ends: Vec<u32>,
    kinds: Vec<ValueKind>,
    codes: OnceCell<HashTable<u32>>,
}

impl Default for Dictionary {
    fn default() -> Self {
        Dictionary { text: String::new(), ends: vec![0], kinds: vec![ValueKind::Absent], codes: OnceCell::new() }
    }
}

fn hash_of(value: Value<'_>) -> u64 {
    FixedState::default().hash_one((value.kind(), value.text().unwrap_or_default()))
}

impl Dictionary {
    /// Returns the dictionary of values, all but the absent one: their kinds, and where each ends in the text of all.
    ///
    /// Of a value that occurs twice the first code is found.
    pub(super) fn from_parts(text: String, mut ends: Vec<u32>, mut kinds: Vec<ValueKind>) -> Dictionary {
        ends.insert(0, 0);
        kinds.insert(0, ValueKind::Absent);
        Dictionary { text, ends, kinds, codes: OnceCell::new() }
    }

    /// Returns the codes by value. Made when a value is first looked up: most columns that are read never need it.
    fn codes(&self) -> &HashTable<u32> {
        self.codes.get_or_init(|| {
            let mut codes = HashTable::with_capacity(self.len());
            for code in 1..self.len() as u32 {
                let value = self.get(code);
                let hash = hash_of(value);
                if codes.find(hash, |known| self.get(*known) == value).is_none() {
                    codes.insert_unique(hash, code, |code| hash_of(self.get(*code)));
                }
            }
            codes
        })
    }

    /// Returns the number of codes, the absent one included.
    #[expect(clippy::len_without_is_empty, reason = "the absent value is always there")]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Returns about how many bytes the values take.
    pub(super) fn bytes(&self) -> usize {
        self.text.len() + self.len() * 5
    }

    /// Returns the value of a code; absent for codes that are not given out.
    pub fn get(&self, code: u32) -> Value<'_> {
        let index = code as usize;
        let (Some(end), Some(kind)) = (self.ends.get(index), self.kinds.get(index)) else { return Value::Absent };
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        kind.with_text(&self.text[start as usize..*end as usize])
    }

    /// Returns the number of each code, NaN for the absent one; `None` unless all are plain numbers.
    pub(super) fn numbers(&self) -> Option<Vec<f64>> {
        self.values().map(Value::plain_number).collect()
    }

    /// Returns the text of a code; `None` for the absent one.
    pub fn text(&self, code: u32) -> Option<&str> {
        self.get(code).text()
    }

    /// Returns every value in the order of codes, the absent one first.
    pub fn values(&self) -> impl Iterator<Item = Value<'_>> {
        (0..self.len() as u32).map(|code| self.get(code))
    }

    /// Returns the code of a value, if it occurs.
    pub fn code_of(&self, value: Value<'_>) -> Option<u32> {
        if value == Value::Absent {
            return Some(ABSENT);
        }
        self.codes().find(hash_of(value), |code| self.get(*code) == value).copied()
    }

    /// Returns for each code that of the string which reads the same, if there is one: `5` and `"5"` are one key.
    pub fn codes_by_text(&self) -> Vec<u32> {
        let codes = 0..self.len() as u32;
        if ![ValueKind::Text, ValueKind::Json].iter().all(|kind| self.kinds.contains(kind)) {
            return codes.collect();
        }
        let code_of = |code| match self.get(code) {
            Value::Json(text) => self.code_of(Value::Text(text)).unwrap_or(code),
            Value::Absent | Value::Text(_) => code,
        };
        codes.map(code_of).collect()
    }

    /// Returns the code of a value, which is added if it is new.
    pub fn intern(&mut self, value: Value<'_>) -> u32 {
        if let Some(code) = self.code_of(value) {
            return code;
        }
        let code = self.ends.len() as u32;
        self.text.push_str(value.text().unwrap_or_default());
        self.ends.push(self.text.len() as u32);
        self.kinds.push(value.kind());
        let (text, ends, kinds) = (&self.text, &self.ends, &self.kinds);
        let hash_of_code = |code: &u32| {
            let index = *code as usize;
            hash_of(kinds[index].with_text(&text[ends[index - 1] as usize..ends[index] as usize]))
        };
        if let Some(codes) = self.codes.get_mut() {
            codes.insert_unique(hash_of(value), code, hash_of_code);
        }
        code
    }
}
