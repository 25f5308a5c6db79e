//! Computations that several want at once: one leads, the others wait for what it lands.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::pin::pin;
use std::time::Duration;

use futures_channel::oneshot::{self, Receiver, Sender};
use futures_util::future::{Either, select};
use oriel::platform::Flight;
use worker::{Date, Delay};

/// A leader that lands nothing for so long counts as crashed.
const PATIENCE: Duration = Duration::from_secs(60);

/// The computations under way, by name.
#[derive(Default)]
pub(super) struct Flights(RefCell<BTreeMap<String, UnderWay>>);

struct UnderWay {
    started: u64,
    waiting: Vec<Sender<Flight>>,
}

impl Flights {
    /// Returns the caller's part in a computation; waits until its leader lands, if there is one.
    pub(super) async fn join(&self, name: &str) -> Flight {
        loop {
            let Some((landed, left)) = self.wait_or_lead(name) else { return Flight::Lead };
            // Whoever sees first that the leader crashed leads next; those who waited for the crashed one ask again.
            if let Either::Left((Ok(flight), _)) = select(landed, pin!(Delay::from(left))).await {
                return flight;
            }
        }
    }

    /// Ends a computation and tells everyone who waits.
    pub(super) fn land(&self, name: &str, outcome: Option<Vec<u8>>) {
        let Some(ended) = self.0.borrow_mut().remove(name) else { return };
        let flight = outcome.map_or(Flight::Alone, Flight::Landed);
        for waiting in ended.waiting {
            // Who no longer waits has gone away.
            let _ = waiting.send(flight.clone());
        }
    }

    /// Returns where the outcome will land and how long to wait for it, or `None` for the leader.
    fn wait_or_lead(&self, name: &str) -> Option<(Receiver<Flight>, Duration)> {
        let now = Date::now().as_millis();
        let mut flights = self.0.borrow_mut();
        if let Some(flight) = flights.get_mut(name)
            && let Some(left) = PATIENCE.checked_sub(Duration::from_millis(now.saturating_sub(flight.started)))
            && !left.is_zero()
        {
            let (sender, landed) = oneshot::channel();
            flight.waiting.push(sender);
            return Some((landed, left));
        }
        flights.insert(name.to_owned(), UnderWay { started: now, waiting: Vec::new() });
        None
    }
}
