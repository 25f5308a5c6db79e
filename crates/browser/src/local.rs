//! A server's events, held here: what a query needs is fetched once, and further questions need nothing.
//!
//! What is held is the core's, as in the Worker; `www/package/local.js` does the asking.

use std::rc::Rc;

use js_sys::Uint8Array;
use oriel::columns::segment::{Index, Pieces};
use oriel::journal::{Added, Changes, Cursor, Held, Needs};
use oriel::plan::Plan;
use oriel::platform::Failure;
use oriel::query::Query;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::convert::{error_to_js, json_from_js};
use crate::{Dataset, context};

/// Columns of so many bytes are held.
const MOST_BYTES: usize = 512 << 20;

/// The columns that are held of a server's environment.
#[wasm_bindgen]
#[derive(Default)]
pub struct LocalColumns {
    held: Option<Held>,
    changes: Option<(Changes, Vec<Index>)>,
}

#[wasm_bindgen]
impl LocalColumns {
    /// Returns nothing yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> LocalColumns {
        LocalColumns::default()
    }

    /// Makes ready for a query; returns since when the changes are lacking that it needs, nothing where it has all of them.
    pub fn lacks(
        &mut self,
        query: &JsValue,
        now: f64,
        zone_name: &str,
        zone: &[f64],
        definitions: &JsValue,
    ) -> Result<Option<String>, JsValue> {
        let query = Query::from_json(&json_from_js(query)?).map_err(|error| error_to_js(&error))?;
        let needs = Needs::of(&Plan::of(&query, &context(now, zone_name, zone, definitions)?));
        let held = self.held.take().unwrap_or_else(|| Held::nothing(needs.clone())).ready_for(&needs, MOST_BYTES);
        let is_new = held.cursor().events == Cursor::default().events;
        self.held = Some(held);
        Ok(if is_new { self.since() } else { None })
    }

    /// Returns up to where everything is there.
    pub fn since(&self) -> Option<String> {
        self.held.as_ref().map(|held| held.cursor().to_string())
    }

    /// Takes a server's changes; returns what to fetch of segments: the number of one, the first byte, the one after the last.
    pub fn changed(&mut self, message: Vec<u8>) -> Result<Vec<f64>, JsValue> {
        let changes = Changes::from_message(message).map_err(|failure| failed(&failure))?;
        let indexes = changes.segments.iter().map(|segment| Index::read(&segment.footer));
        let indexes = indexes.collect::<Result<Vec<_>, _>>().map_err(|error| error_to_js(&error))?;
        let mut ranges = Vec::new();
        if let Some(held) = &self.held {
            for (segment, index) in changes.segments.iter().zip(&indexes) {
                for range in changes.reading(segment, held.needs()).ranges(index) {
                    ranges.extend([segment.number as f64, range.start as f64, range.end as f64]);
                }
            }
        }
        self.changes = Some((changes, indexes));
        Ok(ranges)
    }

    /// Adds the changes with what was fetched, in the same order; returns whether everything is there now.
    pub fn add(&mut self, fetched: Vec<Uint8Array>) -> Result<bool, JsValue> {
        let (Some(held), Some((changes, indexes))) = (self.held.take(), self.changes.take()) else { return Ok(false) };
        let needs = held.needs().clone();
        let mut fetched = fetched.into_iter();
        let segments = changes.segments.iter().zip(&indexes).map(|(segment, index)| {
            let reading = changes.reading(segment, &needs);
            let mut pieces = Pieces::default();
            for range in reading.ranges(index) {
                pieces.add(range.start, fetched.next().map(|bytes| bytes.to_vec()).unwrap_or_default());
            }
            reading.columns(index, &pieces)
        });
        let (held, is_complete) = match held.add(&changes, segments).map_err(|failure| failed(&failure))? {
            Added::Complete(held) => (held, true),
            Added::Partly(held) => (held, false),
            Added::Stale => (Held::nothing(needs.clone()), false),
        };
        self.held = Some(held);
        Ok(is_complete)
    }

    /// Returns the events; what is added to them later shows in others that are asked for then.
    pub fn dataset(&self) -> Option<Dataset> {
        self.held.as_ref().map(|held| Dataset(Rc::clone(&held.dataset())))
    }
}

fn failed(failure: &Failure) -> JsValue {
    js_sys::Error::new(&failure.detail).into()
}
