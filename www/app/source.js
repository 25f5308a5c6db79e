// @ts-check
/**
 * Where answers come from: the server, the events of an environment that were fetched into this page, or a reader's file.
 * @module
 */

import * as server from "./api/query.js";
import { readEvents } from "./file.js";
import { propertyDefinitions } from "./editor/definitions.js";
import init, { Dataset, evaluate } from "./engine.js";
import { ago, moment } from "./words.js";

/** @typedef {import("./api.js").Place} Place */
/** @typedef {import("./query.js").Query} Query */
/** @typedef {import("./editor.js").Names} Names */
/** @typedef {{response: any, how: string}} Answered an answer, and in words how it came about */

/** Environments of at most so many events are fetched into the page, so that edits are answered at once. */
const LOCAL_LIMIT = 50_000;

/** Answers questions about the events of one environment or file. */
export class Source {
  /** @type {Dataset | undefined} */
  #events;
  /** @type {Promise<Names> | undefined} */
  #names;
  /** @type {object[] | undefined} what the properties of the events hold */
  #types;

  /**
   * @param {Place} place
   * @param {"server" | "file"} kind insights over a file are kept nowhere
   */
  constructor(place, kind) {
    this.place = place;
    this.kind = kind;
    /** @type {number | string | undefined} the moment of the questions: the present, or that of the newest event of a file */
    this.now = undefined;
  }

  /**
   * Returns the source that a file of events is.
   *
   * @param {File} file
   */
  static async ofFile(file) {
    const [bytes] = await Promise.all([readEvents(file), init()]);
    const events = Dataset.fromNdjson(bytes);
    if (events.length === 0) throw new Error("The file holds no events.");
    const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const place = /** @type {Place} */ ({ id: 0, name: file.name, api_token: "", timezone, week_start_day: 1, test_account_filters: [], path_cleaning_filters: [] });
    const source = new Source(place, "file");
    source.#events = events;
    source.now = evaluate(events, { kind: "HogQLQuery", query: "SELECT max(timestamp) FROM events" }).results[0][0];
    return source;
  }

  /** Frees the memory of the events. */
  close() {
    this.#events?.free();
    this.#events = undefined;
  }

  /** Returns what events and properties are called. The events are fetched for it where they are few. */
  names() {
    this.#names ??= this.#load().catch((error) => {
      this.#names = undefined;
      throw error;
    });
    return this.#names;
  }

  async #load() {
    if (this.kind === "server") {
      const events = await server.eventNames(this.place);
      const total = events.reduce((sum, { count }) => sum + count, 0);
      if (total > LOCAL_LIMIT) return { events, properties: await server.propertyNames(this.place) };
      const [bytes] = await Promise.all([server.events(this.place), init()]);
      this.#events = Dataset.fromNdjson(bytes);
    }
    return /** @type {Names} */ (this.#events?.names());
  }

  /**
   * Answers a question here, over events that are in this page; not at all while there are none.
   *
   * @param {Query} query
   * @returns {Answered | undefined}
   */
  here(query) {
    const events = this.#events;
    if (!events) return undefined;
    const { place, now } = this;
    this.#types ??= propertyDefinitions(/** @type {Names} */ (events.names()));
    const start = performance.now();
    const response = evaluate(events, query, {
      now,
      timezone: place.timezone,
      weekStartDay: place.week_start_day,
      testAccountFilters: place.test_account_filters,
      pathCleaningFilters: place.path_cleaning_filters,
      propertyDefinitions: this.#types,
    });
    const took = (performance.now() - start).toLocaleString("en", { maximumFractionDigits: 1, minimumFractionDigits: 1 });
    return { response, how: `Evaluated ${events.length.toLocaleString("en")} events in ${took} ms, in this page.` };
  }

  /**
   * Lets the server answer a question.
   *
   * @param {Query} query
   * @param {AbortSignal} [signal]
   * @param {"blocking" | "force_blocking"} [refresh] whether an answer that is kept and not old will do
   * @returns {Promise<Answered>}
   */
  async there(query, signal, refresh) {
    const [response] = await Promise.all([server.answer(this.place, query, signal, refresh), init()]);
    const { last_refresh: made, cache_target_age: until } = response;
    const kept = until ? `, kept until ${moment(until)}` : "";
    return { response, how: `Calculated by the server ${ago(made)}${kept}.` };
  }

  /**
   * Answers a question wherever that is done soonest.
   *
   * @param {Query} query
   * @param {AbortSignal} [signal]
   * @returns {Promise<Answered>}
   */
  async answer(query, signal) {
    if (this.kind === "file") return /** @type {Answered} */ (this.here(query));
    const answered = this.#tryHere(query);
    return answered ?? this.there(query, signal);
  }

  /** Answers a question here if that is possible; cohorts and actions, for example, only the server knows. @param {Query} query */
  #tryHere(query) {
    try {
      return this.here(query);
    } catch {
      return undefined;
    }
  }

  /** Returns the interval at which all events make a chart that can be read. */
  fittingInterval() {
    const events = this.#events;
    if (!events) return "week";
    const series = [{ kind: "EventsNode", event: null }];
    const { now } = this;
    const months = evaluate(events, { kind: "TrendsQuery", series, interval: "month", dateRange: { date_from: "all" } }, { now });
    const first = months.results[0].data.findIndex((/** @type {number} */ count) => count > 0);
    const count = months.results[0].data.length - first;
    return count > 48 ? "month" : count > 6 ? "week" : "day";
  }
}
