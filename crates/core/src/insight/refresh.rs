//! Whether to show a kept answer, to calculate now, or to queue a calculation (spec/api 3.1, 3.2, 3.7).

use serde_json::Value;

/// Says how hard a request wants fresh results.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Mode {
    /// Never calculates.
    ForceCache,
    /// Calculates now unless the kept answer is fresh.
    Blocking,
    /// Queues a calculation unless the kept answer is fresh.
    Async,
    /// Queues a calculation unless the kept answer is fresh by lazier thresholds.
    LazyAsync,
    /// Queues when there is a stale answer to show meanwhile, else calculates now.
    AsyncExceptOnCacheMiss,
    /// The same by lazier thresholds; no request names it.
    LazyAsyncExceptOnCacheMiss,
    /// Always calculates now.
    ForceBlocking,
    /// Always queues, and shows nothing but the status.
    ForceAsync,
}

/// Says what is kept for a query.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kept {
    /// An answer that is not stale.
    Fresh,
    /// An answer that is stale, though not by the lazy thresholds.
    LazyFresh,
    /// An answer that is stale by every threshold.
    Stale,
    /// Nothing.
    Nothing,
}

/// Says what to do.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Decision {
    /// Show the kept answer.
    ShowKept,
    /// Show the kept answer and queue a calculation.
    ShowKeptAndQueue,
    /// Calculate, and show that.
    Calculate,
    /// Queue a calculation, and show its status only.
    Queue,
    /// Show that there is nothing.
    ShowNothing,
}

impl Mode {
    /// Returns the mode that a value of `refresh` names; `None` for no value or one that means no.
    pub fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Bool(true) => Some(Self::ForceBlocking),
            Value::Number(number) if number.as_i64() == Some(1) => Some(Self::ForceBlocking),
            Value::String(text) => Self::from_text(text),
            _ => None,
        }
    }

    /// Returns the mode that a text names; `None` for one that means no, or nothing.
    pub fn from_text(text: &str) -> Option<Self> {
        Some(match text.to_ascii_lowercase().as_str() {
            "force_cache" => Self::ForceCache,
            "blocking" => Self::Blocking,
            "async" => Self::Async,
            "lazy_async" => Self::LazyAsync,
            "async_except_on_cache_miss" => Self::AsyncExceptOnCacheMiss,
            "force_blocking" | "true" | "1" | "yes" | "" => Self::ForceBlocking,
            "force_async" => Self::ForceAsync,
            _ => return None,
        })
    }

    /// Says whether what is kept decides anything.
    pub const fn reads_kept(self) -> bool {
        !matches!(self, Self::ForceBlocking | Self::ForceAsync)
    }

    /// Returns what to do, given what is kept (the table of spec/api 3.2).
    pub const fn decide(self, kept: Kept) -> Decision {
        match (self, kept) {
            (Self::ForceCache, Kept::Nothing) => Decision::ShowNothing,
            (Self::ForceAsync, _) | (Self::Async | Self::LazyAsync, Kept::Nothing) => Decision::Queue,
            (Self::ForceBlocking, _)
            | (Self::Blocking, Kept::LazyFresh | Kept::Stale | Kept::Nothing)
            | (Self::AsyncExceptOnCacheMiss | Self::LazyAsyncExceptOnCacheMiss, Kept::Nothing) => Decision::Calculate,
            (Self::Async | Self::AsyncExceptOnCacheMiss, Kept::LazyFresh | Kept::Stale)
            | (Self::LazyAsync | Self::LazyAsyncExceptOnCacheMiss, Kept::Stale) => Decision::ShowKeptAndQueue,
            (Self::ForceCache, _)
            | (Self::LazyAsync | Self::LazyAsyncExceptOnCacheMiss, Kept::LazyFresh)
            | (_, Kept::Fresh) => Decision::ShowKept,
        }
    }

    /// Returns the mode in which a shared view runs (spec/api 3.7). `seconds_since_refresh` counts
    /// from the last calculation or, without one, from when the insight was made.
    pub const fn for_shared_view(mode: Option<Self>, seconds_since_refresh: i64) -> Self {
        const HALF_AN_HOUR: i64 = 30 * 60;
        match mode {
            Some(Self::Blocking) => Self::Blocking,
            Some(Self::Async) => Self::Async,
            Some(Self::ForceBlocking) if seconds_since_refresh >= HALF_AN_HOUR => Self::ForceBlocking,
            Some(Self::ForceBlocking) => Self::Blocking,
            _ => Self::LazyAsync,
        }
    }

    /// Returns the mode of a page, which cannot wait for a queue: what was never calculated is calculated now.
    pub const fn of_page(self) -> Self {
        match self {
            Self::Async => Self::AsyncExceptOnCacheMiss,
            Self::LazyAsync => Self::LazyAsyncExceptOnCacheMiss,
            mode => mode,
        }
    }

    /// Returns the mode of an endpoint that must answer at once (`trend`, `funnel`; spec/api 3.1).
    pub const fn synchronous(mode: Option<Self>) -> Self {
        match mode {
            Some(mode @ (Self::ForceCache | Self::Blocking | Self::ForceBlocking)) => mode,
            _ => Self::Blocking,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Decision::{Calculate, Queue, ShowKept, ShowKeptAndQueue, ShowNothing};

    #[test]
    fn each_mode_decides_as_the_table_says() {
        let table = [
            (Mode::ForceCache, [ShowKept, ShowKept, ShowKept, ShowNothing]),
            (Mode::Blocking, [ShowKept, Calculate, Calculate, Calculate]),
            (Mode::Async, [ShowKept, ShowKeptAndQueue, ShowKeptAndQueue, Queue]),
            (Mode::LazyAsync, [ShowKept, ShowKept, ShowKeptAndQueue, Queue]),
            (Mode::AsyncExceptOnCacheMiss, [ShowKept, ShowKeptAndQueue, ShowKeptAndQueue, Calculate]),
            (Mode::LazyAsyncExceptOnCacheMiss, [ShowKept, ShowKept, ShowKeptAndQueue, Calculate]),
            (Mode::ForceBlocking, [Calculate, Calculate, Calculate, Calculate]),
            (Mode::ForceAsync, [Queue, Queue, Queue, Queue]),
        ];
        for (mode, decisions) in table {
            let kept = [Kept::Fresh, Kept::LazyFresh, Kept::Stale, Kept::Nothing];
            assert_eq!(kept.map(|kept| mode.decide(kept)), decisions, "{mode:?}");
        }
    }

    #[test]
    fn old_flags_still_name_a_mode() {
        for yes in ["true", "1", "YES", ""] {
            assert_eq!(Mode::from_text(yes), Some(Mode::ForceBlocking), "{yes}");
        }
        for no in ["false", "0", "no", "soon"] {
            assert_eq!(Mode::from_text(no), None, "{no}");
        }
        assert_eq!(Mode::from_value(&Value::Bool(true)), Some(Mode::ForceBlocking));
        assert_eq!(Mode::from_value(&Value::Bool(false)), None);
    }

    #[test]
    fn a_shared_view_recalculates_at_most_every_half_hour() {
        let shared = Mode::for_shared_view;
        assert_eq!(shared(Some(Mode::ForceBlocking), 1800), Mode::ForceBlocking);
        assert_eq!(shared(Some(Mode::ForceBlocking), 1799), Mode::Blocking);
        assert_eq!(shared(Some(Mode::ForceAsync), 9999), Mode::LazyAsync);
        assert_eq!(shared(Some(Mode::ForceCache), 9999), Mode::LazyAsync);
        assert_eq!(shared(None, 0), Mode::LazyAsync);
        assert_eq!(shared(None, 0).of_page(), Mode::LazyAsyncExceptOnCacheMiss);
        assert_eq!(shared(Some(Mode::Blocking), 0).of_page(), Mode::Blocking);
    }
}
