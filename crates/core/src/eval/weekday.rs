//! Which rows lie on some weekdays (`daysOfWeek`, spec/trends 3.2).

use std::ops::Range;

use super::frame::Frame;
use super::mask::Mask;
use crate::time::{Interval, Timestamp, Weekdays};

impl Frame<'_> {
    /// Returns the rows of a stretch whose events happened on some days of the team's week.
    pub fn weekday_mask(&self, weekdays: Weekdays, rows: &Range<usize>) -> Mask<'static> {
        if weekdays == Weekdays::ALL {
            return Mask::All;
        }
        let calendar = &self.context.calendar;
        let times = &self.dataset.events().times()[rows.clone()];
        let mut bytes = vec![0; times.len()];
        let mut row = 0;
        // Rows are sorted by time: a day is a run of them.
        while let Some(time) = times.get(row) {
            let at = Timestamp::from_micros(*time);
            let next_day = calendar.step(Interval::Day, 1, at).micros();
            let end = row + times[row..].partition_point(|time| *time < next_day).max(1);
            bytes[row..end].fill(u8::from(weekdays.contains(calendar.weekday(at))));
            row = end;
        }
        Mask::Some(bytes)
    }
}
