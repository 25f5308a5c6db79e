//! Who computes what, as the core decides it; waiting is what the host is for.

use std::cell::RefCell;
use std::pin::pin;
use std::time::Duration;

use futures_channel::oneshot::{self, Sender};
use futures_util::future::{Either, select};
use oriel::journal::{self, Part, Waiter};
use oriel::platform::{Flight, Landing, Wanted};
use oriel::time::Timestamp;
use worker::Delay;

use crate::http;

/// The computations under way, by name.
#[derive(Default)]
pub(super) struct Flights(RefCell<journal::Flights<Seat>>);

/// Somebody who waits.
struct Seat(Sender<Flight>);

impl Waiter for Seat {
    fn tell(self, flight: Flight) -> bool {
        self.0.send(flight).is_ok()
    }
}

impl Flights {
    /// Returns the caller's part in a computation; waits until its leader lands, if there is one.
    pub(super) async fn join(&self, name: &str, wanted: Wanted, asked: Timestamp) -> Flight {
        loop {
            let (sender, told) = oneshot::channel();
            let now = http::now();
            let part = self.0.borrow_mut().join(name, wanted, asked, now, Seat(sender));
            let ends = match part {
                Part::Known(flight) => return flight,
                Part::Waits(ends) => ends,
            };
            let left = Duration::from_micros(ends.micros().saturating_sub(now.micros()).unsigned_abs());
            if let Either::Left((Ok(flight), _)) = select(told, pin!(Delay::from(left))).await {
                return flight;
            }
        }
    }

    /// Ends a computation and tells everyone who waits.
    pub(super) fn land(&self, name: &str, number: i64, landing: Landing) {
        self.0.borrow_mut().land(name, number, landing, http::now());
    }
}
