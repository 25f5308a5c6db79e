//! Adds whole columns to those that are there: the codes of one dictionary become those of another.

use super::codes::Codes;
use super::column::{Coded, Column};
use super::dictionary::Dictionary;
use super::events::{EventColumns, Events};
use super::segment::Key;

impl Events {
    /// Adds events by whole columns, in any order of time. Columns that are missing or short are absent.
    pub fn append(&mut self, columns: EventColumns) {
        let before = self.times.len();
        let rows = columns.times.len();
        self.times.extend(columns.times);
        self.names.append(before, columns.names);
        self.distinct_ids.append(before, columns.distinct_ids);
        if !columns.uuids.is_empty() {
            self.uuids.resize(before, 0);
            self.uuids.extend(columns.uuids);
        }
        for (name, column) in columns.properties {
            self.properties.column_mut(&name).append(before, column);
        }
        debug_assert!(self.names.codes().len() <= before + rows, "a column is longer than the times");
    }

    /// Returns the times, and the columns that are wanted; others have no rows.
    pub fn into_columns(self, wanted: &dyn Fn(&Key) -> bool) -> EventColumns {
        let coded = |key: Key, column: Coded| if wanted(&key) { column } else { Coded::default() };
        let properties = self.properties.into_columns().filter(|(name, _)| wanted(&Key::Property(name.clone())));
        EventColumns {
            properties: properties.collect(),
            names: coded(Key::Name, self.names),
            distinct_ids: coded(Key::DistinctId, self.distinct_ids),
            uuids: if wanted(&Key::Uuid) { self.uuids } else { Vec::new() },
            times: self.times,
        }
    }

    /// Makes room for so many more events, and no more than that.
    pub fn reserve(&mut self, rows: usize) {
        self.times.reserve_exact(rows);
    }

    /// Returns about how many bytes the columns take.
    pub fn bytes(&self) -> usize {
        let fixed = self.times.len() * 8 + self.uuids.len() * 16 + self.names.bytes() + self.distinct_ids.bytes();
        let of_column = |column: &Column| match column {
            Column::Coded(coded) => coded.bytes(),
            Column::Numbers(numbers) => numbers.len() * 8,
        };
        fixed + self.properties.iter().map(|(_, column)| of_column(column)).sum::<usize>()
    }
}

impl EventColumns {
    /// Keeps these rows and no others, and of every dictionary what they still name.
    pub fn keep(&mut self, rows: &[u32]) {
        let of = |row: &u32| *row as usize;
        self.times = rows.iter().map(|row| self.times[of(row)]).collect();
        if !self.uuids.is_empty() {
            self.uuids = rows.iter().map(|row| self.uuids[of(row)]).collect();
        }
        self.names.keep(rows);
        self.distinct_ids.keep(rows);
        for (_, column) in &mut self.properties {
            match column {
                Column::Coded(coded) => coded.keep(rows),
                Column::Numbers(_) => column.reorder(rows),
            }
        }
    }
}

impl Column {
    /// Adds a column below the first `before` rows.
    fn append(&mut self, before: usize, other: Column) {
        self.pad(before);
        match (&mut *self, other) {
            (Column::Numbers(numbers), Column::Numbers(others)) => numbers.extend(others),
            (Column::Coded(coded), other) if before == 0 && coded.dictionary().len() == 1 => *self = other,
            (Column::Coded(coded), other) => coded.append(before, other.coded().into_owned()),
            (Column::Numbers(numbers), Column::Coded(others)) if let Some(table) = others.dictionary().numbers() => {
                let codes = others.codes();
                numbers.extend((0..codes.len()).map(|row| table[codes.get(row) as usize]));
            }
            (Column::Numbers(_), other) => {
                let mut coded = self.coded().into_owned();
                coded.append(before, other.coded().into_owned());
                *self = Column::Coded(coded);
            }
        }
    }
}

impl Coded {
    fn bytes(&self) -> usize {
        let width = match self.codes() {
            Codes::Narrow(_) => 1,
            Codes::Medium(_) => 2,
            Codes::Wide(_) => 4,
        };
        self.codes().len() * width + self.dictionary().bytes()
    }

    /// Keeps these rows and what they name; a column that was not read stays empty.
    fn keep(&mut self, rows: &[u32]) {
        if self.codes().is_empty() {
            return;
        }
        self.reorder(rows);
        let (mut dictionary, mut table) = (Dictionary::default(), vec![0; self.dictionary().len()]);
        for code in self.codes().wide(&(0..rows.len())) {
            if table[code as usize] == 0 {
                table[code as usize] = dictionary.intern(self.dictionary().get(code));
            }
        }
        *self = Coded::new(self.codes().translated(0..rows.len(), &table, dictionary.len()), dictionary);
    }

    /// Adds a column below the first `before` rows.
    fn append(&mut self, before: usize, other: Coded) {
        // Codes that were given out, to persons for one, stay what they are.
        if before == 0 && self.dictionary().len() == 1 {
            *self = other;
            return;
        }
        self.pad(before);
        let table: Vec<u32> = other.dictionary().values().map(|value| self.intern(value)).collect();
        self.codes_mut().extend_translated(other.codes(), &table);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::columns::value::Value;

    fn coded(texts: &[&str]) -> Coded {
        let mut coded = Coded::default();
        for text in texts {
            coded.push(if text.is_empty() { Value::Absent } else { Value::Text(text) });
        }
        coded
    }

    #[test]
    fn codes_of_another_dictionary_are_translated() {
        let mut all = coded(&["b", "a"]);
        all.append(3, coded(&["a", "", "c", "b"]));
        let texts: Vec<Option<&str>> = (0..7).map(|row| all.get(row).text()).collect();
        assert_eq!(texts, [Some("b"), Some("a"), None, Some("a"), None, Some("c"), Some("b")]);
    }

    #[test]
    fn what_no_row_names_any_more_is_forgotten() {
        let mut columns =
            EventColumns { times: vec![1, 2, 3, 4], names: coded(&["a", "b", "", "c"]), ..EventColumns::default() };
        columns.properties.push((String::from("n"), Column::Numbers(vec![1.0, 2.0, 3.0, 4.0])));
        columns.keep(&[2, 3]);
        let texts: Vec<Option<&str>> = (0..2).map(|row| columns.names.get(row).text()).collect();
        assert_eq!((columns.times, texts, columns.names.dictionary().len()), (vec![3, 4], vec![None, Some("c")], 2));
        assert!(columns.distinct_ids.codes().is_empty());
        assert!(matches!(&columns.properties[0].1, Column::Numbers(numbers) if *numbers == [3.0, 4.0]));
    }

    #[test]
    fn columns_widen_before_they_are_added_to() {
        let many: Vec<String> = (0..300).map(|number| number.to_string()).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let mut all = coded(&["x"]);
        all.append(1, coded(&many));
        assert_eq!((all.codes().len(), all.get(300).text()), (301, Some("299")));
        assert!(matches!(all.codes(), Codes::Medium(_)));
    }

    #[test]
    fn numbers_meet_texts_as_values() {
        let mut column = Column::Numbers(vec![1.5]);
        column.append(2, Column::Coded(coded(&["a"])));
        let coded = column.coded();
        assert_eq!((coded.get(0), coded.get(1), coded.get(2)), (Value::Json("1.5"), Value::Absent, Value::Text("a")));
    }
}
