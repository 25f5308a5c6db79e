//! Who computes what, as the core decides it, for requests that take turns.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::rc::Rc;
use std::task::Poll;

use oriel::journal::{Flights, Part, Waiter};
use oriel::platform::{Flight, Landing, Wanted};
use oriel::time::Timestamp;

/// The computations under way; their clock is that of the request that joined last.
pub(super) struct Tower {
    flights: RefCell<Flights<Seat>>,
    clock: Cell<Timestamp>,
}

/// Where somebody who waits is told how it ended.
#[derive(Clone, Default)]
struct Seat(Rc<RefCell<Option<Flight>>>);

impl Waiter for Seat {
    fn tell(self, flight: Flight) -> bool {
        *self.0.borrow_mut() = Some(flight);
        Rc::strong_count(&self.0) > 1
    }
}

impl Default for Tower {
    fn default() -> Self {
        Self { flights: RefCell::default(), clock: Cell::new(Timestamp::EPOCH) }
    }
}

impl Tower {
    /// Returns the caller's part in a computation, once it has one.
    pub(super) async fn join(&self, name: &str, wanted: Wanted, asked: Timestamp) -> Flight {
        self.clock.set(asked);
        let seat = Seat::default();
        let part = self.flights.borrow_mut().join(name, wanted, asked, asked, seat.clone());
        match part {
            Part::Known(flight) => flight,
            Part::Waits(_) => poll_fn(|_| seat.0.borrow_mut().take().map_or(Poll::Pending, Poll::Ready)).await,
        }
    }

    /// Ends a computation.
    pub(super) fn land(&self, name: &str, number: i64, landing: Landing) {
        self.flights.borrow_mut().land(name, number, landing, self.clock.get());
    }
}
