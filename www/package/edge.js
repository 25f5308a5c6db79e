// @ts-check
/**
 * Oriel for Cloudflare Workers and other hosts that import a `.wasm` file as a compiled module: as {@link module:index},
 * ready at once, so that `init` has nothing to do.
 * @module
 */

// @ts-ignore the host gives a WebAssembly.Module; there is no type for that import.
import engine from "./oriel_bg.wasm";

import { initSync } from "./index.js";

initSync(/** @type {WebAssembly.Module} */ (engine));

export * from "./index.js";
export { default } from "./index.js";
