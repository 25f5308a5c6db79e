//! Time zones, as values: nothing in the core looks a zone up while it works.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::Timestamp;
use crate::error::Error;

/// Holds the rules by which clocks somewhere on earth are set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone(TimeZone);

impl Zone {
    /// Coordinated universal time.
    pub const UTC: Self = Self(TimeZone::UTC);

    /// Looks a zone up by its IANA name (`US/Pacific`), in any case of letters.
    ///
    /// `UTC` is always known. The others need jiff's bundled database, a feature that the final crate turns on
    /// (`jiff = { features = ["tzdb-bundle-always"] }`); the browser module goes without its weight and hands
    /// over [`Zone::from_tzif`] instead.
    ///
    /// # Errors
    /// Fails if the name is not in the database.
    pub fn named(name: &str) -> Result<Self, Error> {
        if name.eq_ignore_ascii_case("UTC") {
            return Ok(Self::UTC);
        }
        TimeZone::get(name).map(Self).map_err(|_| Error::invalid(["No time zone is called ", name, "."].concat()))
    }

    /// Reads a zone from the bytes of its TZif file (RFC 9636).
    ///
    /// # Errors
    /// Fails if the bytes are no such file.
    pub fn from_tzif(name: &str, bytes: &[u8]) -> Result<Self, Error> {
        let refusal = |_| Error::invalid(["The rules of the time zone ", name, " are not in TZif form."].concat());
        TimeZone::tzif(name, bytes).map(Self).map_err(refusal)
    }

    /// Returns the IANA name.
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// Returns the seconds by which clocks are ahead of UTC at an instant.
    pub fn offset_seconds(&self, at: Timestamp) -> i32 {
        self.0.to_offset(at.jiff()).seconds()
    }

    /// Returns what clocks show at an instant.
    pub(crate) fn clock(&self, at: Timestamp) -> DateTime {
        self.0.to_datetime(at.jiff())
    }

    /// Returns the instant at which clocks show a date and time.
    ///
    /// Of two such instants (clocks were set back) it is the first; if there is none (clocks were set forward) it is
    /// as far after the switch as the time is after the start of the gap.
    pub(crate) fn instant(&self, clock: DateTime) -> Timestamp {
        match self.0.to_timestamp(clock) {
            Ok(timestamp) => timestamp.into(),
            Err(_) if clock.year() > 0 => Timestamp::MAX,
            Err(_) => Timestamp::MIN,
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;

    #[test]
    fn utc_is_known_without_a_database() {
        assert_eq!(Zone::named("utc").unwrap(), Zone::UTC);
        assert_eq!(Zone::UTC.name(), "UTC");
    }

    #[test]
    fn a_zone_is_found_by_name() {
        let phoenix = Zone::named("America/Phoenix").unwrap();
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
        let skipped = pacific.instant(jiff::civil::date(2025, 3, 9).at(2, 30, 0, 0));
        assert_eq!(skipped.to_string(), "2025-03-09T10:30:00Z");
    }

    #[test]
    fn bytes_that_are_no_rules_are_refused() {
        assert!(Zone::from_tzif("Nowhere", b"TZif").is_err());
    }
}
