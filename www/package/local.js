// @ts-check
/**
 * A server's events, evaluated where the reader is: the columns that a query names are fetched once, and every further
 * question that needs no others is answered without a request.
 *
 * ```js
 * import init, { LocalEvents, evaluate } from "oriel";
 * await init();
 * const local = new LocalEvents((path, headers) => fetch(`${origin}/api/environments/1/${path}`, {
 *   headers: { ...headers, authorization: `Bearer ${key}` },
 * }));
 * const response = evaluate(await local.events(query), query);
 * ```
 * @module
 */

import { LocalColumns } from "./oriel.js";
import { surroundings } from "./surroundings.js";

/** So many ranges are fetched at once. */
const CONNECTIONS = 6;

/** The events of one environment of a server, as far as they were needed. */
export class LocalEvents {
  #columns = new LocalColumns();
  #ask;
  /** @type {Promise<unknown>} one load at a time */
  #loading = Promise.resolve();

  /**
   * @param {(path: string, headers: Record<string, string>) => Promise<Response>} ask asks for a path below the
   *   environment's, with a key that has `query:read`
   */
  constructor(ask) {
    this.#ask = ask;
  }

  /**
   * Returns events that have all that a query needs, for `evaluate()`. They are as of the last load.
   *
   * @param {object} query a query node
   * @param {import("./index.js").EvaluateOptions} [options] those with which it is going to be evaluated
   * @returns {Promise<import("./index.js").Dataset>}
   * @throws {Error} if the query is none, or the server does not answer
   */
  events(query, options = {}) {
    return this.#next(async () => {
      const since = this.#columns.lacks(query, ...surroundings(options));
      if (since !== undefined) await this.#load(since);
      return /** @type {import("./index.js").Dataset} */ (this.#columns.dataset());
    });
  }

  /**
   * Loads what was stored since the last load, of the columns that are there.
   *
   * @returns {Promise<void>}
   * @throws {Error} if the server does not answer
   */
  refresh() {
    return this.#next(async () => {
      const since = this.#columns.since();
      if (since !== undefined) await this.#load(since);
    });
  }

  /** Frees the memory at once. */
  free() {
    this.#columns.free();
  }

  /**
   * @template T
   * @param {() => Promise<T>} run
   * @returns {Promise<T>}
   */
  #next(run) {
    const next = this.#loading.then(run, run);
    this.#loading = next.catch(() => {});
    return next;
  }

  /** @param {string} since */
  async #load(since) {
    for (;;) {
      const ranges = this.#columns.changed(await this.#bytes(`segments/changes/?since=${since}`));
      const fetched = await this.#ranges(ranges);
      if (this.#columns.add(fetched)) return;
      since = this.#columns.since() ?? "0.0.0";
    }
  }

  /**
   * Returns ranges of segments, each given by the number of one, the first byte, and the one after the last.
   *
   * @param {Float64Array} ranges
   * @returns {Promise<Uint8Array[]>}
   */
  async #ranges(ranges) {
    /** @type {Uint8Array[]} */
    const fetched = new Array(ranges.length / 3);
    let next = 0;
    const fetchNext = async () => {
      while (next < fetched.length) {
        const place = next++;
        const [number, start, end] = ranges.subarray(place * 3, place * 3 + 3);
        fetched[place] = await this.#bytes(`segments/${number}/`, { range: `bytes=${start}-${end - 1}` });
      }
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, fetchNext));
    return fetched;
  }

  /**
   * @param {string} path
   * @param {Record<string, string>} [headers]
   */
  async #bytes(path, headers = {}) {
    const response = await this.#ask(path, headers);
    if (!response.ok) throw new Error(`The server answered ${response.status} to ${path}.`);
    return new Uint8Array(await response.arrayBuffer());
  }
}
