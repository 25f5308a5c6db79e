//! Runs futures without a runtime: one that never waits, or many that take turns.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// Returns what all of these futures give, each polled in an order that follows from `seed`.
///
/// # Panics
/// When they wait for each other without end.
pub fn all_finished<T>(futures: Vec<impl Future<Output = T>>, seed: u64) -> Vec<T> {
    let mut waiting: Vec<_> = futures.into_iter().map(Box::pin).enumerate().collect();
    let mut finished = Vec::with_capacity(waiting.len());
    let mut random = seed.wrapping_mul(2).wrapping_add(1);
    for _ in 0..1_000_000 {
        if waiting.is_empty() {
            finished.sort_by_key(|(number, _)| *number);
            return finished.into_iter().map(|(_, outcome)| outcome).collect();
        }
        // Knuth's multiplier; the upper bits are the random ones.
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let chosen = (random >> 33) as usize % waiting.len();
        let (number, future) = &mut waiting[chosen];
        if let Poll::Ready(outcome) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            finished.push((*number, outcome));
            drop(waiting.swap_remove(chosen));
        }
    }
    panic!("requests wait for each other without end");
}

/// Returns what a future gives that never has to wait, as none over a platform in memory has.
///
/// # Panics
/// When it waits.
pub fn finished<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(outcome) => outcome,
        Poll::Pending => panic!("nothing in memory has to be waited for"),
    }
}
