//! Oriel for JavaScript. Glue only: no decisions are made here.
//!
//! `www/package/index.js` is the face of it: that gives these functions their documented forms.

mod columns;
mod convert;
mod local;
#[cfg(test)]
mod tests;

use std::rc::Rc;

use oriel::chart;
use oriel::columns::Dataset as Columns;
use oriel::query::Query;
use oriel::query::context::Context;
use oriel::time::{Timestamp, Zone};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use convert::{error_to_js, json_from_js};

/// Events, with the persons and groups they belong to.
#[wasm_bindgen]
pub struct Dataset(Rc<Columns>);

#[wasm_bindgen]
impl Dataset {
    /// Returns the events of a document in capture format, a JSON object a line.
    #[wasm_bindgen(js_name = fromNdjson)]
    pub fn from_ndjson(bytes: &[u8]) -> Result<Dataset, JsValue> {
        let mut dataset = Dataset::of(Columns::new());
        dataset.append(bytes)?;
        Ok(dataset)
    }

    /// Returns the events of a segment (`docs/segment.md`); every distinct id is a person of its own.
    #[wasm_bindgen(js_name = fromSegment)]
    pub fn from_segment(bytes: &[u8]) -> Result<Dataset, JsValue> {
        Columns::from_segment(bytes).map(Dataset::of).map_err(|error| error_to_js(&error))
    }

    /// Returns the events of whole columns.
    #[wasm_bindgen(js_name = fromColumns)]
    pub fn from_columns(columns: &JsValue) -> Result<Dataset, JsValue> {
        let (events, persons) = columns::read(columns)?;
        Columns::from_columns(events, persons.as_deref()).map(Dataset::of).map_err(|error| error_to_js(&error))
    }

    /// Adds events in capture format; either all of them, or none.
    pub fn append(&mut self, bytes: &[u8]) -> Result<(), JsValue> {
        self.own()?.append_ndjson(bytes).map_err(|error| error_to_js(&error))
    }

    /// Adds the `persons`, `groups` and `events` of an object.
    pub fn define(&mut self, document: &JsValue) -> Result<(), JsValue> {
        let document = json_from_js(document)?;
        self.own()?.define(&document).map_err(|error| error_to_js(&error))
    }

    /// Returns the number of events.
    #[wasm_bindgen(getter)]
    pub fn length(&self) -> usize {
        self.0.events().len()
    }

    /// Returns the names of the events and of the properties of events, persons and groups, as
    /// `{events, properties, person_properties, group_types}`.
    pub fn names(&self) -> Result<JsValue, JsValue> {
        convert::to_js(&self.0.names())
    }
}

impl Dataset {
    fn of(columns: Columns) -> Dataset {
        Dataset(Rc::new(columns.asked_often()))
    }

    /// Returns the columns, to be changed; those of a server are not.
    fn own(&mut self) -> Result<&mut Columns, JsValue> {
        Rc::get_mut(&mut self.0)
            .ok_or_else(|| js_sys::Error::new("These are a server's events: nothing is added to them.").into())
    }
}

/// Returns the response to a query node. `definitions` holds the team, actions, cohorts and property definitions;
/// `zone` holds pairs of a time in seconds and the offset from UTC from then on, none for UTC.
#[wasm_bindgen]
pub fn evaluate(
    dataset: &Dataset,
    query: &JsValue,
    now: f64,
    zone_name: &str,
    zone: &[f64],
    definitions: &JsValue,
) -> Result<JsValue, JsValue> {
    let query = Query::from_json(&json_from_js(query)?).map_err(|error| error_to_js(&error))?;
    let mut context = context(now, zone_name, zone, definitions)?;
    // Events of a server bring the types of their properties along.
    if !dataset.0.property_types().is_empty() {
        context.property_types = dataset.0.property_types().clone();
    }
    let answer = oriel::eval::evaluate(&query, &dataset.0, &context).map_err(|error| error_to_js(&error))?;
    // One text to parse costs less than a call for each of its values.
    js_sys::JSON::parse(&answer.to_json())
}

/// Returns what an answer depends on besides the query and the events.
fn context(now: f64, zone_name: &str, zone: &[f64], definitions: &JsValue) -> Result<Context, JsValue> {
    let now = Timestamp::from_millis(now as i64);
    let context =
        Context::new(now).with_definitions(&json_from_js(definitions)?).map_err(|error| error_to_js(&error))?;
    if zone.is_empty() {
        return Ok(context);
    }
    let offsets = zone.chunks_exact(2).map(|pair| (pair[0] as i64, pair[1] as i32));
    Ok(context.in_zone(Zone::from_offsets(zone_name, offsets).map_err(|error| error_to_js(&error))?))
}

/// Returns the response to a query node, drawn as SVG.
#[wasm_bindgen]
pub fn render(query: &JsValue, response: &JsValue, options: &JsValue) -> Result<String, JsValue> {
    let query = Query::from_json(&json_from_js(query)?).map_err(|error| error_to_js(&error))?;
    let answer =
        oriel::answer::Answer::from_json(&query, &json_from_js(response)?).map_err(|error| error_to_js(&error))?;
    let options = chart::options::Options::from_json(&json_from_js(options)?).map_err(|error| error_to_js(&error))?;
    Ok(chart::render(&query, &answer, &options))
}
