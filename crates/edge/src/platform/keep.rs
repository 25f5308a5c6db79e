//! The key-value store: KV, a namespace per kind of key.

use std::cell::OnceCell;

use oriel::platform::{Entry, Failure, Keep, Key, Store};
use worker::Env;
use worker::kv::KvStore;

use super::unavailable;

/// How many keys are read in one operation (<https://developers.cloudflare.com/kv/api/read-key-value-pairs/>).
const MOST_AT_ONCE: usize = 100;

/// The namespaces `RESULTS` and `LINKS`.
#[derive(Clone)]
pub(crate) struct Namespaces {
    results: KvStore,
    links: KvStore,
}

impl Namespaces {
    /// Returns the namespaces that are bound. They are looked up once: it takes a dozen calls, and an isolate has the same all
    /// of its life.
    ///
    /// # Errors
    ///
    /// Names the binding that is missing.
    pub(crate) fn new(env: &Env) -> worker::Result<Self> {
        thread_local! {
            static FOUND: OnceCell<Namespaces> = const { OnceCell::new() };
        }
        if let Some(found) = FOUND.with(|found| found.get().cloned()) {
            return Ok(found);
        }
        let found = Self { results: env.kv("RESULTS")?, links: env.kv("LINKS")? };
        Ok(FOUND.with(|known| known.get_or_init(|| found).clone()))
    }

    fn of(&self, key: &Key) -> &KvStore {
        match key.store() {
            Store::Results => &self.results,
            Store::Links => &self.links,
        }
    }
}

impl Keep for Namespaces {
    async fn get(&self, key: &Key) -> Result<Option<Entry>, Failure> {
        let get = self.of(key).get(&key.name());
        let (bytes, metadata) = match key.has_metadata() {
            true => get.bytes_with_metadata::<String>().await.map_err(unavailable)?,
            false => (get.bytes().await.map_err(unavailable)?, None),
        };
        Ok(bytes.map(|bytes| Entry { bytes, metadata }))
    }

    async fn results(&self, cache_keys: &[String]) -> Result<Vec<Option<String>>, Failure> {
        let mut results = Vec::with_capacity(cache_keys.len());
        for keys in cache_keys.chunks(MOST_AT_ONCE) {
            let mut found = self.results.get_bulk(keys).text().await.map_err(unavailable)?;
            results.extend(keys.iter().map(|key| found.remove(key).flatten()));
        }
        Ok(results)
    }

    async fn put(&self, key: &Key, entry: Entry) -> Result<(), Failure> {
        let put = self.of(key).put_bytes(&key.name(), &entry.bytes).map_err(unavailable)?;
        let put = put.expiration_ttl(u64::from(key.life()));
        let put = match entry.metadata {
            Some(metadata) => put.metadata(metadata).map_err(unavailable)?,
            None => put,
        };
        put.execute().await.map_err(unavailable)
    }

    async fn delete(&self, key: &Key) -> Result<(), Failure> {
        self.of(key).delete(&key.name()).await.map_err(unavailable)
    }
}
