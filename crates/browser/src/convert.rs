//! Values between JavaScript and the core.

use oriel::error::Error;
use serde::Serialize;
use wasm_bindgen::JsValue;

/// Returns a JavaScript value as JSON.
///
/// It passes through text: that way what is too deep, too large or circular is refused before it is built.
pub(crate) fn json_from_js(value: &JsValue) -> Result<serde_json::Value, JsValue> {
    let text = js_sys::JSON::stringify(value)?;
    // `undefined` has no text.
    let text = text.as_string().unwrap_or_else(|| "null".to_owned());
    serde_json::from_str(&text).map_err(|error| error_to_js(&Error::parse(error.to_string())))
}

/// Returns a value of the core as JavaScript objects and arrays.
pub(crate) fn to_js(value: &impl Serialize) -> Result<JsValue, JsValue> {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    value.serialize(&serializer).map_err(JsValue::from)
}

/// Returns a refusal as a JavaScript `Error` with the `field` to blame.
pub(crate) fn error_to_js(error: &Error) -> JsValue {
    let object = js_sys::Error::new(error.detail());
    object.set_name("OrielError");
    // Setting a field of a fresh object cannot fail.
    let field = error.attribute().map_or(JsValue::NULL, JsValue::from_str);
    let _ = js_sys::Reflect::set(&object, &JsValue::from_str("field"), &field);
    object.into()
}
