// @ts-check
/**
 * Oriel for Node: as {@link module:index}, with the engine read from the disk at once, so that `init` has nothing to do.
 * @module
 */

// @ts-ignore the types of Node are not among those of the rest, which is for browsers.
import { readFileSync } from "node:fs";

import { initSync } from "./index.js";

initSync(readFileSync(new URL("./oriel_bg.wasm", import.meta.url)));

export * from "./index.js";
export { default } from "./index.js";
