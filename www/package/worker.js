// @ts-check
/**
 * The engine off the main thread: what takes long does not hold up the page.
 *
 * ```js
 * import { startEngine } from "oriel/worker";
 * const engine = startEngine();
 * const events = await engine.load(bytes);
 * const response = await engine.evaluate(events, query, { timezone: "Europe/Berlin" });
 * element.innerHTML = await engine.render(query, response, { width: 640 });
 * ```
 * @module
 */

import { abridged } from "./definitions.js";

/** The number of a dataset that the engine holds. @typedef {number & {readonly dataset: unique symbol}} DatasetId */

/**
 * Starts an engine in a worker of its own.
 *
 * @param {Worker} [worker] one that runs `worker-thread.js`, where a bundler must be told of it
 * @returns {Engine}
 */
export function startEngine(worker) {
  return new Engine(worker ?? new Worker(new URL("./worker-thread.js", import.meta.url), { type: "module" }));
}

/** An engine in a worker. Calls are answered in their order; an error is that of the function of the same name. */
export class Engine {
  #worker;
  #last = 0;
  /** @type {Map<number, PromiseWithResolvers<any>>} */
  #waiting = new Map();
  /** The definitions that were sent last for each dataset. @type {Map<DatasetId, import("./definitions.js").Definitions>} */
  #sent = new Map();
  /** Why nothing is answered any more. @type {Error | undefined} */
  #ended;
  #isLoaded = false;

  /** @param {Worker} worker */
  constructor(worker) {
    this.#worker = worker;
    worker.addEventListener("message", ({ data: { call, value, error } }) => {
      this.#isLoaded = true;
      const waiting = this.#waiting.get(call);
      this.#waiting.delete(call);
      if (error) waiting?.reject(Object.assign(new Error(error.message), error));
      else waiting?.resolve(value);
    });
    worker.addEventListener("error", ({ message }) => {
      const error = new Error(message || "The engine could not be loaded.");
      // What was loaded may answer again; what was not never will.
      if (this.#isLoaded) this.#refuse(error);
      else this.#end(error);
    });
  }

  /**
   * Holds events, given as NDJSON in capture format, or as the columns of `Dataset.fromColumns`. The memory of the
   * arrays goes over to the worker.
   *
   * @param {Uint8Array | object} events
   * @returns {Promise<DatasetId>}
   */
  load(events) {
    return this.#ask("load", [events], buffersOf(events));
  }

  /**
   * Adds events to those that are held.
   *
   * @param {DatasetId} events
   * @param {Uint8Array} bytes
   * @returns {Promise<void>}
   */
  append(events, bytes) {
    return this.#ask("append", [events, bytes], buffersOf(bytes));
  }

  /**
   * Lets go of events.
   *
   * @param {DatasetId} events
   * @returns {Promise<void>}
   */
  free(events) {
    this.#sent.delete(events);
    return this.#ask("free", [events]);
  }

  /**
   * As `evaluate()` of the package. Persons and groups are sent once, as long as they are given as the same arrays.
   *
   * @param {DatasetId} events
   * @param {object} query
   * @param {import("./index.js").EvaluateOptions} [options]
   * @returns {Promise<any>}
   */
  async evaluate(events, query, options = {}) {
    const last = this.#sent.get(events) ?? {};
    const { persons = last.persons, groups = last.groups } = options;
    const sent = { persons, groups };
    this.#sent.set(events, sent);
    try {
      return await this.#ask("evaluate", [events, query, abridged(options, last)]);
    } catch (error) {
      // Nobody knows whether they arrived.
      if (this.#sent.get(events) === sent) this.#sent.delete(events);
      throw error;
    }
  }

  /**
   * As `render()` of the package.
   *
   * @param {object} query
   * @param {object} response
   * @param {import("./index.js").RenderOptions} [options]
   * @returns {Promise<string>}
   */
  render(query, response, options) {
    return this.#ask("render", [query, response, options]);
  }

  /** Ends the worker; what was asked and not answered fails. */
  terminate() {
    this.#worker.terminate();
    this.#end(new Error("The engine was ended."));
  }

  /** Refuses all calls, those to come too. @param {Error} error */
  #end(error) {
    this.#ended ??= error;
    this.#refuse(error);
  }

  /** Refuses the calls that wait for an answer. @param {Error} error */
  #refuse(error) {
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
  }

  /**
   * @param {string} name
   * @param {unknown[]} given
   * @param {Transferable[]} [transferred]
   * @returns {Promise<any>}
   */
  async #ask(name, given, transferred = []) {
    if (this.#ended) throw this.#ended;
    const call = ++this.#last;
    // Before anything waits: what cannot be sent is refused by an error here.
    this.#worker.postMessage({ call, name, given }, transferred);
    const waiting = Promise.withResolvers();
    this.#waiting.set(call, waiting);
    return waiting.promise;
  }
}

/**
 * Returns the memory of all arrays in a value, once each.
 *
 * @param {unknown} value
 * @returns {ArrayBuffer[]}
 */
function buffersOf(value) {
  /** @type {Set<ArrayBuffer>} */
  const found = new Set();
  const visit = (/** @type {unknown} */ part) => {
    if (ArrayBuffer.isView(part)) part.buffer instanceof ArrayBuffer && found.add(part.buffer);
    else if (part && typeof part === "object" && !Array.isArray(part)) Object.values(part).forEach(visit);
  };
  visit(value);
  return [...found];
}
