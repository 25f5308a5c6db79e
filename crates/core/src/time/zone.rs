//! Time zones, as values: nothing in the core looks a zone up while it works.

use std::sync::Arc;

use super::clock::{Clock, MICROS_PER_SECOND};
use super::timestamp::Timestamp;
use crate::error::Error;

/// The time until which a zone of jiff's database changes its clocks, 2200-01-01: later there is no knowing.
const END_OF_RULES: i64 = 7_258_118_400;

/// The seconds that no clock on earth is ahead of UTC, or behind.
const FARTHEST: i32 = 26 * 3600;

/// Holds the rules by which clocks somewhere on earth are set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone(Option<Arc<Rules>>);

#[derive(Debug, PartialEq, Eq)]
struct Rules {
    name: String,
    offsets: Vec<Offset>,
}

/// From when on clocks are ahead of UTC by how many seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Offset {
    from: i64,
    /// From when on as clocks show it: once they would show as much under the offset before, too.
    shown_from: i64,
    seconds: i32,
}

impl Zone {
    /// Coordinated universal time.
    pub const UTC: Self = Self(None);

    /// Looks a zone up by its IANA name (`US/Pacific`), in any case of letters.
    ///
    /// `UTC` is always known. The others need jiff's bundled database, a feature that the final crate turns on
    /// (`jiff = { features = ["tzdb-bundle-always"] }`); the browser module goes without its weight and hands
    /// over [`Zone::from_offsets`] instead.
    ///
    /// # Errors
    /// Fails if the name is not in the database.
    pub fn named(name: &str) -> Result<Self, Error> {
        if name.eq_ignore_ascii_case("UTC") {
            return Ok(Self::UTC);
        }
        let unknown = |_| Error::invalid(["No time zone is called ", name, "."].concat());
        let zone = jiff::tz::TimeZone::get(name).map_err(unknown)?;
        let start = jiff::Timestamp::MIN;
        let first = (i64::MIN, zone.to_offset(start).seconds());
        let changes = zone.following(start).map(|change| (change.timestamp().as_second(), change.offset().seconds()));
        let offsets = core::iter::once(first).chain(changes.take_while(|(from, _)| *from < END_OF_RULES));
        Self::from_offsets(zone.iana_name().unwrap_or(name), offsets)
    }

    /// Returns the zone whose clocks are ahead of UTC, from a time in seconds on, by so many seconds.
    ///
    /// # Errors
    /// Fails if the times do not ascend, or if an offset is of more than 26 hours.
    pub fn from_offsets(name: &str, offsets: impl IntoIterator<Item = (i64, i32)>) -> Result<Self, Error> {
        let mut list: Vec<Offset> = Vec::new();
        for (from, seconds) in offsets {
            if list.last().is_some_and(|last| last.from >= from) || !(-FARTHEST..=FARTHEST).contains(&seconds) {
                return Err(Error::invalid(["The offsets of the time zone ", name, " are out of order."].concat()));
            }
            let most = list.last().map_or(seconds, |last| last.seconds.max(seconds));
            list.push(Offset { from, shown_from: from.saturating_add(most.into()), seconds });
        }
        Ok(Self(Some(Arc::new(Rules { name: name.to_owned(), offsets: list }))))
    }

    /// Returns the IANA name.
    pub fn name(&self) -> &str {
        self.0.as_ref().map_or("UTC", |rules| &rules.name)
    }

    /// Returns the seconds by which clocks are ahead of UTC at an instant.
    pub fn offset_seconds(&self, at: Timestamp) -> i32 {
        let at = at.seconds();
        self.offset(|offset| offset.from <= at)
    }

    /// Returns what clocks show at an instant.
    pub(crate) fn clock(&self, at: Timestamp) -> Clock {
        Clock::from_micros(at.micros() + i64::from(self.offset_seconds(at)) * MICROS_PER_SECOND)
    }

    /// Returns the instant at which clocks show a date and time.
    ///
    /// Of two such instants (clocks were set back) it is the first; if there is none (clocks were set forward) it is
    /// as far after the switch as the time is after the start of the gap.
    pub(crate) fn instant(&self, clock: Clock) -> Timestamp {
        let shown = clock.micros().div_euclid(MICROS_PER_SECOND);
        let offset = self.offset(|offset| offset.shown_from <= shown);
        Timestamp::from_micros(clock.micros().saturating_sub(i64::from(offset) * MICROS_PER_SECOND))
    }

    /// Returns the last offset of those that have begun.
    fn offset(&self, has_begun: impl Fn(&Offset) -> bool) -> i32 {
        let offsets = self.0.as_ref().map_or(&[][..], |rules| &rules.offsets);
        let begun = &offsets[..offsets.partition_point(has_begun)];
        begun.last().or(offsets.first()).map_or(0, |offset| offset.seconds)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;
    use crate::time::clock::Date;

    #[test]
    fn utc_is_known_without_a_database() {
        assert_eq!(Zone::named("utc").unwrap(), Zone::UTC);
        assert_eq!(Zone::UTC.name(), "UTC");
    }

    #[test]
    fn a_zone_is_found_by_name() {
        let phoenix = Zone::named("america/phoenix").unwrap();
        assert_eq!(phoenix.name(), "America/Phoenix");
        assert_eq!(phoenix.offset_seconds(Timestamp::EPOCH), -7 * 3600);
    }

    #[test]
    fn an_unknown_name_is_refused_with_the_name() {
        assert_eq!(Zone::named("Mars/Olympus").unwrap_err().detail(), "No time zone is called Mars/Olympus.");
    }

    #[test]
    fn a_time_that_clocks_skip_is_moved_past_the_gap() {
        let pacific = Zone::named("US/Pacific").unwrap();
        let skipped = Clock::at(Date::new(2025, 3, 9).unwrap(), 9_000 * MICROS_PER_SECOND);
        assert_eq!(pacific.instant(skipped).to_string(), "2025-03-09T10:30:00Z");
    }

    #[test]
    fn of_a_time_that_clocks_show_twice_the_first_counts() {
        let pacific = Zone::named("US/Pacific").unwrap();
        let repeated = Clock::at(Date::new(2025, 11, 2).unwrap(), 5_400 * MICROS_PER_SECOND);
        assert_eq!(pacific.instant(repeated).to_string(), "2025-11-02T08:30:00Z");
    }

    #[test]
    fn offsets_out_of_order_are_refused() {
        assert!(Zone::from_offsets("Nowhere", [(i64::MIN, 0), (10, 3600), (10, 0)]).is_err());
        assert!(Zone::from_offsets("Nowhere", [(i64::MIN, i32::MAX)]).is_err());
        assert_eq!(Zone::from_offsets("Nowhere", []).unwrap().offset_seconds(Timestamp::EPOCH), 0);
    }
}
