//! What the SDK for browsers asks before it sends: what to capture, and which flags are on (none are).

use crate::platform::Response;

/// Element chains come as text, which is how they are kept.
const CONFIGURATION: &str = r#"{"supportedCompression":["gzip","gzip-js"],"elementsChainAsString":true,"autocapture_opt_out":false,"hasFeatureFlags":false,"sessionRecording":false,"surveys":false,"heatmaps":false,"capturePerformance":false,"autocaptureExceptions":false,"captureDeadClicks":false,"toolbarParams":{},"isAuthenticated":false,"siteApps":[]}"#;
const FLAGS: &str =
    r#"{"flags":{},"featureFlags":{},"featureFlagPayloads":{},"errorsWhileComputingFlags":false,"requestId":""}"#;

/// Returns what to capture.
pub(super) fn configuration() -> Response {
    Response::new(200).with_body("application/json", CONFIGURATION)
}

/// Returns that no flag is on.
pub(super) fn flags() -> Response {
    Response::new(200).with_body("application/json", FLAGS)
}
