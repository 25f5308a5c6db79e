// @ts-check
/**
 * Oriel in JavaScript: insights evaluated over events and drawn as SVG, in the browser or in Node.
 *
 * ```js
 * import init, { Dataset, evaluate, render } from "oriel";
 * await init();
 * const events = Dataset.fromNdjson(bytes);
 * const response = evaluate(events, query, { timezone: "Europe/Berlin" });
 * element.innerHTML = render(query, response, { width: 640, height: 320 });
 * ```
 * @module
 */

import load, { Dataset, evaluate as evaluateNode, initSync as initialiseSync, render as renderNode } from "./oriel.js";
import { define } from "./definitions.js";
import { surroundings } from "./surroundings.js";

export { LocalEvents, TooLarge } from "./local.js";
export { Dataset };

/**
 * What an answer depends on besides the query and the events.
 *
 * @typedef {object} EvaluateOptions
 * @property {number | string | Date} [now] the moment of the question; the present one when not given
 * @property {string} [timezone] the team's time zone, an IANA name; `UTC` when not given
 * @property {0 | 1} [weekStartDay] 0 for weeks from Sunday (when not given), 1 from Monday
 * @property {object[]} [testAccountFilters] property filters that `filterTestAccounts` adds
 * @property {object[]} [pathCleaningFilters] `{regex, alias}` rules, in order
 * @property {object[]} [persons] `{distinct_ids, properties, created_at}`
 * @property {object[]} [groups] `{group_type_index, group_key, properties, created_at}`
 * @property {object[]} [actions] `{id, name, steps}`
 * @property {object[]} [cohorts] `{id, name, groups | filters | distinct_ids}`
 * @property {object[]} [propertyDefinitions] `{name, type, property_type}`
 */

/**
 * How a drawing is wanted.
 *
 * @typedef {object} RenderOptions
 * @property {number} [width] in CSS pixels; 800 when not given
 * @property {number} [height] in CSS pixels; 400 when not given
 * @property {"auto" | "light" | "dark"} [theme] its colours; as the reader's system prefers when not given
 * @property {string} [title] its title, in the place of the one made from the query
 * @property {boolean} [heading] whether the title is drawn too
 * @property {string} [locale] whose marks stand between digits, such as `de` or `fr-CA`; English when not given
 * @property {Date | number | string} [now] the moment of the answer: a period that ends later is drawn as open; that of
 *   the response, or else the present, when not given
 */

/** @type {Promise<void> | undefined} */
let ready;

/**
 * Loads the engine. May be called any number of times; all calls share one load, and a failed one may be repeated.
 *
 * @param {URL | string | Request | Response | BufferSource | WebAssembly.Module | Promise<Response>} [source]
 *   the engine's module; the file beside this one when not given
 * @returns {Promise<void>}
 * @throws {Error} if the module cannot be fetched or compiled (a page with a content security policy needs
 *   `script-src 'wasm-unsafe-eval'`)
 */
export default function init(source) {
  ready ??= load(source === undefined ? undefined : { module_or_path: source }).then(
    () => {},
    (error) => {
      ready = undefined;
      throw error;
    },
  );
  return ready;
}

/**
 * Loads the engine from bytes or a compiled module, at once.
 *
 * @param {BufferSource | WebAssembly.Module} module
 */
export function initSync(module) {
  initialiseSync({ module });
  ready = Promise.resolve();
}

/**
 * Returns the response to a query node: `{results, …}`, as the insights API gives it.
 *
 * @param {Dataset} events
 * @param {object} query a query node, such as a `TrendsQuery` or an `InsightVizNode`
 * @param {EvaluateOptions} [options]
 * @returns {any}
 * @throws {Error & {field: string | null}} an `OrielError` that says which field is not allowed, and what is
 * @throws {RangeError} if the host knows no such time zone
 */
export function evaluate(events, query, options = {}) {
  define(events, options);
  return evaluateNode(events, query, ...surroundings(options));
}

/**
 * Returns the response to a query node, drawn: an SVG document.
 *
 * @param {object} query
 * @param {object} response what {@link evaluate}, `POST /query` or an insight returned
 * @param {RenderOptions} [options]
 * @returns {string}
 * @throws {Error & {field: string | null}} an `OrielError` if the response is not one of this query
 */
export function render(query, response, options = {}) {
  const now = new Date(options.now ?? /** @type {any} */ (response)?.last_refresh ?? Date.now()).getTime();
  return renderNode(query, response, { ...options, now });
}
