//! The memory of the runtime, watched while something else goes on.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use crate::dev::server::{Server, Watched};

const EVERY: Duration = Duration::from_millis(500);

/// A thread that watches a server's memory.
pub(super) struct Watch {
    most: Arc<AtomicU64>,
    is_over: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl Watch {
    /// Watches from now on.
    pub(super) fn start(server: &Server) -> Self {
        let (most, is_over) = (Arc::<AtomicU64>::default(), Arc::<AtomicBool>::default());
        let (written, ends, watched) = (Arc::clone(&most), Arc::clone(&is_over), server.watched());
        let thread = thread::spawn(move || watch(&watched, &written, &ends));
        Self { most, is_over, thread }
    }

    /// Returns the most that there was, in megabytes.
    pub(super) fn end(self) -> f64 {
        self.is_over.store(true, Ordering::Relaxed);
        // What the thread saw is kept even if it ended badly.
        let _ = self.thread.join();
        self.most.load(Ordering::Relaxed) as f64 / 1e6
    }
}

fn watch(watched: &Watched, most: &AtomicU64, is_over: &AtomicBool) {
    while !is_over.load(Ordering::Relaxed) {
        most.fetch_max(watched.memory(), Ordering::Relaxed);
        thread::sleep(EVERY);
    }
}
