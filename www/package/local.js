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
 * const events = await local.events(query);
 * const response = evaluate(events, query);
 * events.free();
 * ```
 * @module
 */

import { LocalColumns } from "./oriel.js";
import { Parts } from "./parts.js";
import { surroundings } from "./surroundings.js";

/** So many ranges are fetched at once. */
const CONNECTIONS = 6;

/** @typedef {import("./parts.js").Range & {number: number}} FileRange a range of the segment with a number */

/** A query needs more of the events than may be fetched. */
export class TooLarge extends Error {
  /** @param {number} bytes how many would be held @param {number} most how many may be */
  constructor(bytes, most) {
    super(`The query needs ${bytes.toLocaleString("en")} bytes of events; ${most.toLocaleString("en")} may be fetched.`);
    this.bytes = bytes;
  }
}

/** The events of one environment of a server, as far as they were needed. */
export class LocalEvents {
  #columns = new LocalColumns();
  #parts = new Parts();
  /** @type {Map<string, Uint8Array>} the changes that the server told, by the cursor since which it did */
  #told = new Map();
  #ask;
  #most;
  /** @type {Promise<unknown>} one load at a time */
  #loading = Promise.resolve();

  /**
   * @param {(path: string, headers: Record<string, string>) => Promise<Response>} ask asks for a path below the
   *   environment's, with a key that has `query:read`
   * @param {{mostBytes?: number}} [bounds] how much of what comes from the server is held at most; any amount when not given
   */
  constructor(ask, { mostBytes = Infinity } = {}) {
    this.#ask = ask;
    this.#most = mostBytes;
  }

  /** How many bytes that came from the server are held. */
  get bytes() {
    return [...this.#told.values()].reduce((sum, { length }) => sum + length, this.#parts.bytes);
  }

  /**
   * Returns events that have all that a query needs, for `evaluate()`. They are as of the last load. Who frees them
   * after use lets the next load add to them, where it would have to make them anew.
   *
   * @param {object} query a query node
   * @param {import("./index.js").EvaluateOptions} [options] those with which it is going to be evaluated
   * @returns {Promise<import("./index.js").Dataset>}
   * @throws {TooLarge} if more would have to be fetched than may be
   * @throws {Error} if the query is none, or the server does not answer
   */
  events(query, options = {}) {
    return this.#next(async () => {
      const lacking = () => this.#columns.lacks(query, ...surroundings(options));
      const since = lacking();
      if (since !== undefined) await this.#load(since, () => /** @type {string} */ (lacking()));
      return /** @type {import("./index.js").Dataset} */ (this.#columns.dataset());
    });
  }

  /**
   * Loads what was stored since the last load, of the columns that are there.
   *
   * @returns {Promise<boolean>} whether anything was
   * @throws {TooLarge} if more would have to be fetched than may be
   * @throws {Error} if the server does not answer
   */
  refresh() {
    return this.#next(async () => {
      const since = this.#columns.since();
      if (since === undefined) return false;
      await this.#add(since);
      return this.#columns.since() !== since;
    });
  }

  /** Frees the memory at once. */
  free() {
    this.#forget();
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

  #forget() {
    this.#columns.free();
    this.#columns = new LocalColumns();
    this.#parts = new Parts();
    this.#told.clear();
  }

  /**
   * Loads what is lacking; once more from the beginning if that fails, for files may be gone, and what other questions
   * needed may leave no room.
   *
   * @param {string} since
   * @param {() => string} again says since when, after all was forgotten
   */
  async #load(since, again) {
    const isFirst = this.#told.size === 0;
    try {
      await this.#add(since);
    } catch (error) {
      this.#forget();
      if (isFirst) throw error;
      await this.#add(again());
    }
  }

  /** Adds the changes since a cursor: those that were told already, and else what the server tells. @param {string} since */
  async #add(since) {
    for (;;) {
      if (isBeginning(since) && !this.#told.has(since)) this.#told.clear();
      const message = this.#told.get(since) ?? (await this.#bytes(`segments/changes/?since=${since}`));
      const more = this.#told.has(since) ? 0 : message.length;
      this.#checkRoom(more);
      const ranges = fileRanges(this.#columns.changed(message));
      // From the beginning all files are told; others are there no more.
      if (isBeginning(since)) this.#parts.keep(new Set(ranges.map(({ number }) => number)));
      await this.#fetch(ranges, more);
      const isComplete = this.#columns.add(ranges.map((range) => this.#parts.range(range.number, range)));
      const next = this.#columns.since() ?? since;
      if (isBeginning(next)) this.#told.clear();
      else if (next !== since) this.#told.set(since, message);
      since = next;
      if (isComplete && !this.#told.has(since)) return;
    }
  }

  /**
   * Fetches what is lacking of some ranges. The first error stops it, and is thrown when no request is under way any
   * more: what came later would be added to what the next load has, a second time.
   *
   * @param {FileRange[]} ranges
   * @param {number} more how many bytes come on top
   */
  async #fetch(ranges, more) {
    const lacking = ranges.flatMap((range) => this.#parts.lacking(range.number, range).map((gap) => ({ ...gap, number: range.number })));
    this.#checkRoom(lacking.reduce((sum, { start, end }) => sum + end - start, more));
    const parts = this.#parts;
    const fetchAll = async () => {
      for (let gap = lacking.pop(); gap; gap = lacking.pop()) {
        const { number, start, end } = gap;
        parts.add(number, start, await this.#bytes(`segments/${number}/`, { range: `bytes=${start}-${end - 1}` }));
      }
    };
    /** @type {unknown[]} */
    const errors = [];
    const stop = (/** @type {unknown} */ error) => {
      errors.push(error);
      lacking.length = 0;
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, () => fetchAll().catch(stop)));
    if (errors.length > 0) throw errors[0];
  }

  /** @param {number} more how many bytes come on top */
  #checkRoom(more) {
    const held = this.bytes + more;
    if (held > this.#most) throw new TooLarge(held, this.#most);
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

/** Whether a cursor has seen no event. @param {string} cursor */
const isBeginning = (cursor) => cursor.startsWith("0.");

/** Returns ranges that are given as a number of a segment, a first byte, and the one after the last, one after the other. @param {Float64Array} numbers */
const fileRanges = (numbers) =>
  Array.from({ length: numbers.length / 3 }, (_, place) => {
    const [number, start, end] = numbers.subarray(place * 3, place * 3 + 3);
    return { number, start, end };
  });
