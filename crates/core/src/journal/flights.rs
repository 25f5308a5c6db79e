//! Computations that several want at once: one leads, the others wait for what it lands.

use std::collections::{BTreeMap, VecDeque};

use crate::platform::{Flight, Landing, Wanted};
use crate::time::Timestamp;

/// A leader that lands nothing for so long counts as crashed.
const PATIENCE_SECONDS: i64 = 10;

/// No more computations of one environment are under way (spec/api 3.8).
const MOST_UNDER_WAY: usize = 32;

/// A computation that did not end for so long never will.
const LOST_SECONDS: i64 = 60;

/// What landed is handed out for so long: a store that several read may say for as long that it is not there
/// (<https://developers.cloudflare.com/kv/concepts/how-kv-works/>).
const REMEMBERED_SECONDS: i64 = 60;

/// No more bytes of what landed are remembered.
const MOST_REMEMBERED: usize = 16 << 20;

/// Somebody who waits for a computation.
pub trait Waiter {
    /// Tells how it ended; returns whether anybody still listens.
    fn tell(self, flight: Flight) -> bool;
}

/// Holds who computes what, by the name of the computation.
pub struct Flights<W> {
    under_way: BTreeMap<String, UnderWay<W>>,
    /// What landed, the oldest first.
    landed: VecDeque<Landed>,
    count: i64,
}

struct UnderWay<W> {
    number: i64,
    /// The moment of the leader's request.
    asked: Timestamp,
    /// When it began, by the clock of the host.
    began: Timestamp,
    waiting: Vec<W>,
    /// Those who asked after it began and want one that had not, with the moments of their requests.
    next: VecDeque<(Timestamp, W)>,
}

struct Landed {
    name: String,
    asked: Timestamp,
    at: Timestamp,
    outcome: Vec<u8>,
}

/// Says what a caller does now.
#[derive(Debug, Eq, PartialEq)]
pub enum Part {
    /// It has its part.
    Known(Flight),
    /// It waits to be told, and joins again if it hears nothing until then.
    Waits(Timestamp),
}

impl<W> Default for Flights<W> {
    fn default() -> Self {
        Self { under_way: BTreeMap::new(), landed: VecDeque::new(), count: 0 }
    }
}

impl<W: Waiter> Flights<W> {
    /// Returns the part of a caller in the computation called `name`; `waiter` is told when it has to wait.
    ///
    /// `asked` is the moment of its request, `now` that of the host's clock.
    pub fn join(&mut self, name: &str, wanted: Wanted, asked: Timestamp, now: Timestamp, waiter: W) -> Part {
        self.forget(now);
        let is_recent =
            |landing: &&Landed| landing.name == name && asked <= landing.asked.plus_seconds(REMEMBERED_SECONDS);
        if wanted == Wanted::Recent
            && let Some(landing) = self.landed.iter().rev().find(is_recent)
        {
            return Part::Known(Flight::Landed(landing.outcome.clone()));
        }
        if let Some(flight) = self.under_way.get_mut(name) {
            let ends = flight.began.plus_seconds(PATIENCE_SECONDS);
            if now < ends {
                match wanted {
                    Wanted::Recent => flight.waiting.push(waiter),
                    Wanted::Anew => flight.next.push_back((asked, waiter)),
                }
                return Part::Waits(ends);
            }
        }
        let is_alive = |flight: &&UnderWay<W>| now < flight.began.plus_seconds(PATIENCE_SECONDS);
        if self.under_way.values().filter(is_alive).count() >= MOST_UNDER_WAY {
            return Part::Known(Flight::Crowded);
        }
        Part::Known(Flight::Lead(self.begin(name, asked, now)))
    }

    /// Ends the computation that `number` leads and tells everybody who waits.
    pub fn land(&mut self, name: &str, number: i64, landing: Landing, now: Timestamp) {
        // Who was taken for crashed has been replaced: nobody waits for it.
        let Some(ended) = self.under_way.get(name).filter(|flight| flight.number == number) else { return };
        let asked = ended.asked;
        let Some(ended) = self.under_way.remove(name) else { return };
        let flight = match &landing {
            Landing::Answer(outcome) => Flight::Landed(outcome.clone()),
            Landing::Failure => Flight::Failed,
            Landing::Refusal => Flight::Alone,
        };
        for waiter in ended.waiting {
            waiter.tell(flight.clone());
        }
        if let Landing::Answer(outcome) = landing {
            self.landed.push_back(Landed { name: name.to_owned(), asked, at: now, outcome });
            self.forget(now);
        }
        self.begin_next(name, ended.next, now);
    }

    /// Lets the first who still waits lead, and the others wait for it: all of them asked before it begins.
    fn begin_next(&mut self, name: &str, mut next: VecDeque<(Timestamp, W)>, now: Timestamp) {
        while let Some((asked, leader)) = next.pop_front() {
            let number = self.begin(name, asked, now);
            if leader.tell(Flight::Lead(number)) {
                let waiting = next.into_iter().map(|(_, waiter)| waiter).collect();
                if let Some(flight) = self.under_way.get_mut(name) {
                    flight.waiting = waiting;
                }
                return;
            }
            self.under_way.remove(name);
        }
    }

    fn begin(&mut self, name: &str, asked: Timestamp, now: Timestamp) -> i64 {
        self.count += 1;
        let number = self.count;
        let flight = UnderWay { number, asked, began: now, waiting: Vec::new(), next: VecDeque::new() };
        self.under_way.insert(name.to_owned(), flight);
        number
    }

    fn forget(&mut self, now: Timestamp) {
        self.under_way.retain(|_, flight| now < flight.began.plus_seconds(LOST_SECONDS));
        let mut bytes: usize = self.landed.iter().map(|landing| landing.outcome.len()).sum();
        while let Some(oldest) = self.landed.front() {
            if bytes <= MOST_REMEMBERED && now < oldest.at.plus_seconds(REMEMBERED_SECONDS) {
                return;
            }
            bytes -= oldest.outcome.len();
            self.landed.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::rc::Rc;

    use super::*;

    /// Writes down what it is told, under its name.
    struct Told(&'static str, Rc<RefCell<Vec<(&'static str, Flight)>>>);

    impl Waiter for Told {
        fn tell(self, flight: Flight) -> bool {
            self.1.borrow_mut().push((self.0, flight));
            self.0 != "gone"
        }
    }

    struct Tower {
        flights: Flights<Told>,
        told: Rc<RefCell<Vec<(&'static str, Flight)>>>,
    }

    impl Tower {
        fn new() -> Self {
            Self { flights: Flights::default(), told: Rc::default() }
        }

        fn join(&mut self, who: &'static str, wanted: Wanted, now: i64) -> Part {
            let now = Timestamp::from_seconds(now);
            self.flights.join("a", wanted, now, now, Told(who, Rc::clone(&self.told)))
        }

        fn land(&mut self, number: i64, outcome: Option<&[u8]>, now: i64) -> Vec<(&'static str, Flight)> {
            let landing = outcome.map_or(Landing::Refusal, |outcome| Landing::Answer(outcome.to_vec()));
            self.end(number, landing, now)
        }

        fn end(&mut self, number: i64, landing: Landing, now: i64) -> Vec<(&'static str, Flight)> {
            self.flights.land("a", number, landing, Timestamp::from_seconds(now));
            self.told.take()
        }
    }

    const LEAD: fn(i64) -> Part = |number| Part::Known(Flight::Lead(number));

    fn landed(outcome: &[u8]) -> Flight {
        Flight::Landed(outcome.to_vec())
    }

    #[test]
    fn the_first_leads_the_others_get_what_it_lands_and_so_do_those_who_come_late() {
        let mut tower = Tower::new();
        assert_eq!(tower.join("first", Wanted::Recent, 0), LEAD(1));
        assert_eq!(tower.join("second", Wanted::Recent, 1), Part::Waits(Timestamp::from_seconds(10)));
        assert_eq!(tower.land(1, Some(b"x"), 2), [("second", landed(b"x"))]);
        assert_eq!(tower.join("late", Wanted::Recent, 60), Part::Known(landed(b"x")));
        assert_eq!(tower.join("too late", Wanted::Recent, 62), LEAD(2));
    }

    #[test]
    fn who_wants_it_anew_never_gets_what_began_before_the_question() {
        let mut tower = Tower::new();
        assert_eq!(tower.join("first", Wanted::Anew, 0), LEAD(1));
        for who in ["gone", "second", "third"] {
            assert!(matches!(tower.join(who, Wanted::Anew, 1), Part::Waits(_)));
        }
        let lead = |number| Flight::Lead(number);
        assert_eq!(tower.land(1, Some(b"x"), 2), [("gone", lead(2)), ("second", lead(3))]);
        assert_eq!(tower.land(3, Some(b"y"), 3), [("third", landed(b"y"))]);
        assert_eq!(tower.join("fourth", Wanted::Anew, 3), LEAD(4));
    }

    #[test]
    fn a_refusal_is_not_shared_and_not_remembered() {
        let mut tower = Tower::new();
        tower.join("first", Wanted::Recent, 0);
        tower.join("second", Wanted::Recent, 0);
        assert_eq!(tower.land(1, None, 1), [("second", Flight::Alone)]);
        assert_eq!(tower.join("third", Wanted::Recent, 1), LEAD(2));
    }

    #[test]
    fn a_failure_is_shared_with_those_who_wait_and_not_remembered() {
        let mut tower = Tower::new();
        tower.join("first", Wanted::Recent, 0);
        tower.join("second", Wanted::Recent, 0);
        assert_eq!(tower.end(1, Landing::Failure, 1), [("second", Flight::Failed)]);
        assert_eq!(tower.join("third", Wanted::Recent, 1), LEAD(2));
    }

    #[test]
    fn only_so_many_are_under_way() {
        let mut tower = Tower::new();
        let mut join = |name: &str, now: i64| {
            let now = Timestamp::from_seconds(now);
            tower.flights.join(name, Wanted::Recent, now, now, Told("one", Rc::clone(&tower.told)))
        };
        for number in 1..=MOST_UNDER_WAY as i64 {
            assert_eq!(join(&number.to_string(), 0), LEAD(number));
        }
        assert_eq!(join("one more", 0), Part::Known(Flight::Crowded));
        assert!(matches!(join("1", 0), Part::Waits(_)));
        // Who is silent for long is taken for gone.
        assert_eq!(join("one more", PATIENCE_SECONDS), LEAD(33));
    }

    #[test]
    fn a_leader_that_is_silent_for_ten_seconds_is_replaced() {
        let mut tower = Tower::new();
        tower.join("first", Wanted::Recent, 0);
        tower.join("second", Wanted::Recent, 9);
        assert_eq!(tower.join("second", Wanted::Recent, 10), LEAD(2));
        assert!(matches!(tower.join("third", Wanted::Recent, 11), Part::Waits(_)));
        assert_eq!(tower.land(1, Some(b"late"), 12), []);
        assert_eq!(tower.land(2, Some(b"x"), 12), [("third", landed(b"x"))]);
    }

    #[test]
    fn what_was_asked_long_after_is_computed_anew_whatever_the_hosts_clock_says() {
        let mut tower = Tower::new();
        tower.join("first", Wanted::Recent, 0);
        tower.land(1, Some(b"x"), 1);
        let waiter = Told("scenario", Rc::clone(&tower.told));
        let (asked, now) = (Timestamp::from_seconds(3600), Timestamp::from_seconds(1));
        assert_eq!(tower.flights.join("a", Wanted::Recent, asked, now, waiter), LEAD(2));
    }
}
