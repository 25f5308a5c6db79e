//! Cryptography by WebCrypto.

use js_sys::futures::JsFuture;
use js_sys::{Object, Promise, Reflect, Uint8Array};
use oriel::platform::{DerivedKey, Failure, Secrets};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::http::bytes;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], js_name = importKey, catch)]
    fn import_key(
        format: &str,
        key: &Uint8Array,
        algorithm: &str,
        is_extractable: bool,
        usages: Vec<String>,
    ) -> Result<Promise, JsValue>;

    #[wasm_bindgen(js_namespace = ["crypto", "subtle"], js_name = deriveBits, catch)]
    fn derive_bits(algorithm: &Object, key: &JsValue, length: u32) -> Result<Promise, JsValue>;
}

/// The runtime's WebCrypto. Cloudflare refuses more than 100,000 iterations.
pub(crate) struct WebCrypto;

impl Secrets for WebCrypto {
    async fn derive(&self, password: &[u8], salt: &[u8], iterations: u32) -> Result<DerivedKey, Failure> {
        let derived = pbkdf2(password, salt, iterations).await;
        let bits = derived.map_err(|error| Failure::unavailable(worker::Error::from(error).to_string()))?;
        let wrong_length = |_| Failure::malformed("PBKDF2 gave something else than 32 bytes");
        Uint8Array::new(&bits).to_vec().try_into().map_err(wrong_length)
    }
}

async fn pbkdf2(password: &[u8], salt: &[u8], iterations: u32) -> Result<JsValue, JsValue> {
    let usages = vec!["deriveBits".to_owned()];
    let key = JsFuture::from(import_key("raw", &bytes(password), "PBKDF2", false, usages)?).await?;
    let algorithm = Object::new();
    Reflect::set(&algorithm, &"name".into(), &"PBKDF2".into())?;
    Reflect::set(&algorithm, &"hash".into(), &"SHA-256".into())?;
    Reflect::set(&algorithm, &"salt".into(), &bytes(salt))?;
    Reflect::set(&algorithm, &"iterations".into(), &iterations.into())?;
    JsFuture::from(derive_bits(&algorithm, &key, 256)?).await
}
