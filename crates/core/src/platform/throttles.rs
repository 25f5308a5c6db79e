//! How often personal API keys may ask (spec/api 7.5), and how often a visitor may guess a password or have a picture painted.
//!
//! Counts live in the memory of the isolate that answers, and nowhere else. A limit is there to keep one
//! customer's runaway script from taking the machine that others are answered by, and that is what it counts
//! on; a count that all places on earth share would cost every reading of a cached insight a round trip to
//! wherever the counter is, or a write. So a caller who is spread over several places may ask a little more
//! than the limit says, and an isolate that starts anew forgets.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};

use super::EnvironmentId;
use crate::time::Timestamp;

/// Names whose requests are counted together.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Asker {
    /// Whoever has a key for an environment.
    Environment(EnvironmentId),
    /// Who opens a link, by the id of its configuration, from an address of the internet.
    Visitor(i64, String),
}

impl From<EnvironmentId> for Asker {
    fn from(environment: EnvironmentId) -> Self {
        Self::Environment(environment)
    }
}

/// Names what is counted together.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Rate {
    /// Insights and queries.
    Insights,
    /// What a language model would answer.
    Ai,
    /// Everything else.
    Others,
    /// Passwords of a link.
    Passwords,
    /// Pictures of a link that nobody asked for before: painting costs more than anything else that needs no key.
    Pictures,
}

impl Rate {
    /// Returns the limits: so many requests within so many seconds, the longest time last.
    const fn limits(self) -> &'static [(usize, i64)] {
        const MINUTE: i64 = 60;
        const HOUR: i64 = 60 * MINUTE;
        match self {
            Self::Insights => &[(240, MINUTE), (1200, HOUR)],
            Self::Ai => &[(10, MINUTE)],
            Self::Passwords => &[(10, MINUTE), (60, HOUR)],
            Self::Pictures => &[(30, MINUTE), (300, HOUR)],
            Self::Others => &[(480, MINUTE), (4800, HOUR)],
        }
    }
}

/// Counts are kept of so many askers at most; beyond, those that asked nothing for an hour are forgotten.
const MOST_COUNTED: usize = 1000;

/// Counts the requests that were let through, asker by asker.
#[derive(Debug, Default)]
pub struct Throttles(RefCell<BTreeMap<(Asker, Rate), VecDeque<Timestamp>>>);

impl Throttles {
    /// Lets a request through and counts it, or returns in how many seconds another will be let through.
    ///
    /// # Errors
    ///
    /// The number of seconds, at least one.
    pub fn admit(&self, asker: impl Into<Asker>, rate: Rate, now: Timestamp) -> Result<(), u32> {
        let mut all = self.0.borrow_mut();
        if all.len() >= MOST_COUNTED {
            all.retain(|(_, rate), asked| asked.back().is_some_and(|last| now < forgotten(*rate, *last)));
        }
        let asked = all.entry((asker.into(), rate)).or_default();
        while asked.front().is_some_and(|first| forgotten(rate, *first) <= now) {
            asked.pop_front();
        }
        let waits = rate.limits().iter().filter_map(|(most, seconds)| {
            // The request that has to be forgotten before one more is not too many.
            let oldest = asked.get(asked.len().checked_sub(*most)?)?;
            let micros = oldest.plus_seconds(*seconds).micros() - now.micros();
            (micros > 0).then(|| micros.unsigned_abs().div_ceil(1_000_000))
        });
        if let Some(seconds) = waits.max() {
            return Err(u32::try_from(seconds).unwrap_or(u32::MAX));
        }
        asked.push_back(now);
        Ok(())
    }
}

/// Returns when a request of that moment no longer counts for any limit.
fn forgotten(rate: Rate, asked: Timestamp) -> Timestamp {
    let longest = rate.limits().last().map_or(0, |(_, seconds)| *seconds);
    asked.plus_seconds(longest)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: EnvironmentId = EnvironmentId(1);

    /// Returns how many of `count` requests a second are let through, and what the next one is told.
    fn asked(throttles: &Throttles, rate: Rate, second: i64, count: u32) -> (usize, Result<(), u32>) {
        let at = Timestamp::from_seconds(second);
        let admitted = (0..count).filter(|_| throttles.admit(HERE, rate, at).is_ok()).count();
        (admitted, throttles.admit(HERE, rate, at))
    }

    #[test]
    fn a_minute_has_room_for_so_many_wherever_it_begins() {
        let throttles = Throttles::default();
        assert_eq!(asked(&throttles, Rate::Insights, 0, 200), (200, Ok(())));
        assert_eq!(asked(&throttles, Rate::Insights, 30, 100), (39, Err(30)));
        assert_eq!(asked(&throttles, Rate::Insights, 60, 300), (201, Err(30)));
        assert_eq!(throttles.admit(EnvironmentId(2), Rate::Insights, Timestamp::from_seconds(60)), Ok(()));
        assert_eq!(throttles.admit(HERE, Rate::Others, Timestamp::from_seconds(60)), Ok(()));
    }

    #[test]
    fn an_hour_has_room_for_fewer_than_its_minutes() {
        let throttles = Throttles::default();
        for minute in 0..5 {
            assert_eq!(asked(&throttles, Rate::Insights, minute * 60, 240).0, 240, "{minute}");
        }
        assert_eq!(asked(&throttles, Rate::Insights, 300, 1), (0, Err(3300)));
        assert_eq!(asked(&throttles, Rate::Insights, 3600, 240).0, 240);
    }

    #[test]
    fn each_rate_has_limits_of_its_own() {
        let throttles = Throttles::default();
        assert_eq!(asked(&throttles, Rate::Ai, 0, 20), (10, Err(60)));
        assert_eq!(asked(&throttles, Rate::Others, 0, 500), (480, Err(60)));
        assert_eq!(asked(&throttles, Rate::Passwords, 0, 20), (10, Err(60)));
    }
}
