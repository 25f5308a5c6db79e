// @ts-check
/** A reader's file as a source of answers: its events are in this page, and nowhere else. @module */

import { readEvents } from "../file.js";
import { propertyDefinitions } from "../editor/definitions.js";
import init, { Dataset, evaluate } from "../engine.js";
import { evaluated, fittingInterval, surroundings } from "../source.js";

/** @typedef {import("../source.js").Answered} Answered */
/** @typedef {import("../query.js").Query} Query */
/** @typedef {import("../editor.js").Names} Names */

/** Answers questions about the events of a file. */
export class FileSource {
  /** @type {"file"} insights over it are kept nowhere */
  kind = "file";
  #events;
  #interval;
  #names;

  /**
   * @param {string} name
   * @param {Dataset} events
   */
  constructor(name, events) {
    const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    this.place = /** @type {import("../api.js").Place} */ ({ id: 0, name, api_token: "", timezone, week_start_day: 1, test_account_filters: [], path_cleaning_filters: [] });
    const { results } = evaluate(events, { kind: "HogQLQuery", query: "SELECT min(timestamp), max(timestamp) FROM events" });
    const [first, last] = /** @type {[string, string]} */ (results[0]);
    /** The moment of the questions: that of the newest event. */
    this.now = last;
    this.#events = events;
    this.#interval = fittingInterval(first, last);
    this.#names = /** @type {Names} */ (events.names());
  }

  /** Returns the source that a file of events is. @param {File} file */
  static async of(file) {
    const [bytes] = await Promise.all([readEvents(file), init()]);
    const events = Dataset.fromNdjson(bytes);
    if (events.length === 0) throw new Error("The file holds no events.");
    return new FileSource(file.name, events);
  }

  /** Frees the memory of the events. */
  close() {
    this.#events.free();
  }

  /** Returns what events and properties are called. */
  async names() {
    return this.#names;
  }

  /** Returns the interval at which all events make a chart that can be read. */
  async interval() {
    return this.#interval;
  }

  /** Answers a question. @param {Query} query @returns {Promise<Answered>} */
  async here(query) {
    const options = { ...surroundings(this.place, this.now), propertyDefinitions: propertyDefinitions(this.#names) };
    return evaluated(this.#events, query, options);
  }

  /** Answers a question. @param {Query} query */
  answer(query) {
    return this.here(query);
  }
}
