//! Typed arrays become columns: each is copied once.

use js_sys::{Array, BigInt64Array, Float64Array, Object, Reflect, Uint8Array, Uint16Array, Uint32Array};
use oriel::columns::codes::Codes;
use oriel::columns::column::{Coded, Column};
use oriel::columns::events::EventColumns;
use oriel::columns::value::ReadValue;
use oriel::error::Error;
use wasm_bindgen::{JsCast, JsValue};

use crate::convert::{error_to_js, json_from_js};

/// Microseconds in a millisecond.
const MILLISECOND: i64 = 1000;

/// Returns the events of an object of columns, and the person of each row where it is given.
pub(crate) fn read(columns: &JsValue) -> Result<(EventColumns, Option<Vec<u32>>), JsValue> {
    let mut properties = Vec::new();
    let given = Reflect::get(columns, &"properties".into())?;
    if given.is_object() {
        for entry in Object::entries(given.unchecked_ref::<Object>()).iter() {
            let entry: Array = entry.unchecked_into();
            let name = entry.get(0).as_string().unwrap_or_default();
            let column = column(&entry.get(1), &name)?;
            properties.push((name, column));
        }
    }
    let events = EventColumns {
        times: times(&Reflect::get(columns, &"timestamp".into())?)?,
        names: coded(&Reflect::get(columns, &"event".into())?, "event")?,
        distinct_ids: coded(&Reflect::get(columns, &"distinct_id".into())?, "distinct_id")?,
        properties,
        uuids: Vec::new(),
    };
    let person = Reflect::get(columns, &"person".into())?;
    Ok((events, person.dyn_ref::<Uint32Array>().map(Uint32Array::to_vec)))
}

fn times(value: &JsValue) -> Result<Vec<i64>, JsValue> {
    if let Some(milliseconds) = value.dyn_ref::<Float64Array>() {
        return Ok(milliseconds.to_vec().into_iter().map(|time| (time * MILLISECOND as f64) as i64).collect());
    }
    if let Some(milliseconds) = value.dyn_ref::<BigInt64Array>() {
        return Ok(milliseconds.to_vec().into_iter().map(|time| time.saturating_mul(MILLISECOND)).collect());
    }
    Err(refusal("timestamp", "must be a Float64Array or a BigInt64Array of milliseconds since the epoch."))
}

fn column(value: &JsValue, name: &str) -> Result<Column, JsValue> {
    match value.dyn_ref::<Float64Array>() {
        Some(numbers) => Ok(Column::Numbers(numbers.to_vec())),
        None => coded(value, name).map(Column::Coded),
    }
}

fn coded(value: &JsValue, name: &str) -> Result<Coded, JsValue> {
    let codes = Reflect::get(value, &"codes".into()).unwrap_or_default();
    let positions = if let Some(codes) = codes.dyn_ref::<Uint8Array>() {
        Codes::Narrow(codes.to_vec())
    } else if let Some(codes) = codes.dyn_ref::<Uint16Array>() {
        Codes::Medium(codes.to_vec())
    } else if let Some(codes) = codes.dyn_ref::<Uint32Array>() {
        Codes::Wide(codes.to_vec())
    } else {
        return Err(refusal(name, "must be {codes, values} with codes in a Uint8Array, Uint16Array or Uint32Array."));
    };
    let values = json_from_js(&Reflect::get(value, &"values".into())?)?;
    let values = values.as_array().ok_or_else(|| refusal(name, "must have its values in an array."))?;
    let values: Vec<ReadValue<'_>> = values.iter().map(ReadValue::from_json).collect();
    Coded::from_positions(&positions, &values).map_err(|error| error_to_js(&error.at(name)))
}

fn refusal(name: &str, reason: &str) -> JsValue {
    error_to_js(&Error::invalid(format!("{name} {reason}")).at(name))
}
