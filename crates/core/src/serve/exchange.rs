//! One request on its way to its response, with everything a handler needs at hand.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::parameters::Parameters;
use crate::error::{Error, ErrorKind};
use crate::platform::{EnvironmentId, Platform, Rate, Request, Response};
use crate::time::Timestamp;

/// Holds a request, its decoded parameters and the world it may ask.
pub(crate) struct Exchange<'a, P> {
    pub(crate) platform: &'a P,
    pub(crate) request: &'a Request,
    pub(crate) parameters: Parameters,
    pub(crate) selector: Selector,
    pub(crate) format: Format,
    /// What the request counts as, where it belongs to an environment.
    pub(crate) rate: Rate,
}

/// Names the project or environment of a path.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Selector {
    /// `/projects/ID/`: the project's default environment, which has the same id.
    Project(EnvironmentId),
    /// `/environments/ID/`.
    Environment(EnvironmentId),
    /// `/projects/@current/`.
    CurrentProject,
    /// `/environments/@current/`.
    CurrentEnvironment,
    /// A number that is none: no project has it.
    Unknown,
}

/// Names the form of the answer that is asked for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Format {
    /// JSON, unless the route has a form of its own.
    Default,
    /// The suffix `.json` or `format=json`.
    Json,
    /// The suffix `.csv` or `format=csv`.
    Csv,
    /// The suffix `.svg`.
    Svg,
    /// The suffix `.png`.
    Png,
}

impl Format {
    /// Returns the format with this name, if answers of the API have it.
    pub(crate) fn of_answer(name: &str) -> Option<Self> {
        Self::from_name(name).filter(|format| matches!(format, Self::Json | Self::Csv))
    }

    /// Returns the format with this name.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        match name {
            "json" => Some(Self::Json),
            "csv" => Some(Self::Csv),
            "svg" => Some(Self::Svg),
            "png" => Some(Self::Png),
            _ => None,
        }
    }
}

impl<P: Platform> Exchange<'_, P> {
    /// Returns the moment of the request.
    pub(crate) fn now(&self) -> Timestamp {
        self.request.now
    }

    /// Returns the JSON object of the body; an empty body is an empty object.
    ///
    /// # Errors
    ///
    /// 415 for another content type, `parse_error` for what is no JSON, `invalid_input` for JSON that is
    /// no object.
    pub(crate) fn body(&self) -> Result<Map<String, Value>, Error> {
        if self.request.body.is_empty() {
            return Ok(Map::new());
        }
        self.check_media_type()?;
        match serde_json::from_slice(&self.request.body) {
            Ok(Value::Object(object)) => Ok(object),
            Ok(_) => Err(Error::invalid("Invalid data. Expected an object.")),
            Err(error) => Err(Error::parse(format!("JSON parse error - {error}"))),
        }
    }

    /// Returns the personal API key of a body that is an object, without making a tree of it: nobody knows yet whose it is.
    pub(crate) fn key_in_body(&self) -> Option<String> {
        #[derive(Deserialize)]
        struct Body {
            personal_api_key: Option<String>,
        }
        self.check_media_type().ok()?;
        // A list would be taken for the fields in their order.
        let object = Some(&self.request.body).filter(|body| body.trim_ascii_start().starts_with(b"{"))?;
        serde_json::from_slice::<Body>(object).ok()?.personal_api_key
    }

    /// Refuses a body that is not said to be JSON.
    fn check_media_type(&self) -> Result<(), Error> {
        let content_type = self.request.header("content-type").unwrap_or("application/json");
        let media_type = content_type.split(';').next().unwrap_or_default().trim();
        if media_type.eq_ignore_ascii_case("application/json") {
            return Ok(());
        }
        let detail = format!("Unsupported media type \"{content_type}\" in request.");
        Err(Error::new(ErrorKind::UnsupportedMediaType, detail))
    }

    /// Returns an absolute address of this installation.
    pub(crate) fn address(&self, path: &str) -> String {
        format!("{}{path}", self.request.origin)
    }
}

/// Returns a JSON response that no cache may store.
pub(crate) fn json(status: u16, body: &impl Serialize) -> Result<Response, Error> {
    let bytes = serde_json::to_vec(body).map_err(|error| Error::internal(error.to_string()))?;
    Ok(Response::new(status).with_body("application/json", bytes))
}

/// Returns a new version 4 UUID.
pub(crate) fn uuid(request: &Request) -> String {
    let mut bytes = request.entropy.bytes::<16>();
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let number = u128::from_be_bytes(bytes);
    format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        number >> 96,
        (number >> 80) & 0xffff,
        (number >> 64) & 0xffff,
        (number >> 48) & 0xffff,
        number & 0xffff_ffff_ffff
    )
}
