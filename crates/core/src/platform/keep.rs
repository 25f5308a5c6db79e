//! The key-value store: copies that may be forgotten, each with its own life.

use super::Failure;

/// Keeps bytes by key for a limited time.
///
/// On Cloudflare this is KV: read from everywhere, written at once where the writer is and within
/// 60 s elsewhere, one write a second per key
/// (<https://developers.cloudflare.com/kv/platform/limits/>). So nothing here is the only copy, and
/// nothing here alone decides who may see something.
pub trait Keep {
    /// Returns what is kept under `key`, or `None` when nothing is, or no longer.
    ///
    /// # Errors
    ///
    /// `Unavailable` when the store cannot answer.
    async fn get(&self, key: &Key) -> Result<Option<Entry>, Failure>;

    /// Returns the answers kept under different cache keys, in their order, at once.
    ///
    /// # Errors
    ///
    /// `Unavailable` when the store cannot answer, also because it does not give so much at once (KV: 25 MB,
    /// <https://developers.cloudflare.com/kv/api/read-key-value-pairs/>).
    async fn results(&self, cache_keys: &[String]) -> Result<Vec<Option<String>>, Failure>;

    /// Keeps `entry` under `key` for [`Key::life`] seconds, in place of what was there.
    ///
    /// # Errors
    ///
    /// `Unavailable` when the store cannot answer.
    async fn put(&self, key: &Key, entry: Entry) -> Result<(), Failure>;

    /// Forgets what is kept under `key`; nothing there is no failure.
    ///
    /// # Errors
    ///
    /// `Unavailable` when the store cannot answer.
    async fn delete(&self, key: &Key) -> Result<(), Failure>;
}

/// Names a kept thing, and thereby its store and how long it lives.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub enum Key {
    /// A computed answer, by its cache key: the answer's JSON; metadata is when it was computed,
    /// in microseconds since the epoch.
    Result(String),
    /// What a share token opens, in bytes that no other copy has; no metadata.
    Link(String),
    /// A painted picture, by what was painted: a PNG; no metadata.
    Picture(String),
}

/// Says which of the host's stores holds a [`Key`].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Store {
    /// Computed answers and their pictures: the KV namespace `RESULTS`.
    Results,
    /// What share links open: the KV namespace `LINKS`.
    Links,
}

impl Key {
    /// Returns the store that holds the key.
    pub fn store(&self) -> Store {
        match self {
            Self::Result(_) | Self::Picture(_) => Store::Results,
            Self::Link(_) => Store::Links,
        }
    }

    /// Returns the key's name in its store; at most 512 bytes.
    pub fn name(&self) -> String {
        match self {
            Self::Result(cache_key) => cache_key.clone(),
            Self::Link(token) => format!("link:{token}"),
            Self::Picture(digest) => format!("picture:{digest}"),
        }
    }

    /// Returns whether the thing is kept with metadata, which costs a reader more.
    pub fn has_metadata(&self) -> bool {
        matches!(self, Self::Result(_))
    }

    /// Returns for how many seconds the thing is kept.
    pub fn life(&self) -> u32 {
        match self {
            // spec/api 3.5
            Self::Result(_) | Self::Picture(_) => 7 * 24 * 60 * 60,
            // A revoked link must be dead everywhere within a minute; also KV's shortest life.
            Self::Link(_) => 60,
        }
    }
}

/// Holds what is kept under a key.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Entry {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// A short text beside the bytes (at most 1024 bytes).
    pub metadata: Option<String>,
}
