// @ts-check
/**
 * An environment of the server as a source of answers. Those of the server count; those of this page come sooner: it
 * fetches the columns that a question needs once, and has the answers to all further questions that need no others.
 * @module
 */

import { ask, within } from "../api.js";
import * as insights from "../api/insights.js";
import * as server from "../api/query.js";
import init, { Dataset, LocalEvents, TooLarge } from "../engine.js";
import { evaluated, fittingInterval, surroundings } from "../source.js";
import { ago, megabytes, moment } from "../words.js";

/** @typedef {import("../source.js").Answered} Answered */
/** @typedef {import("../query.js").Query} Query */
/** @typedef {import("../editor.js").Names} Names */

/** So many bytes of events a page fetches at most. */
const MOST_BYTES = 16_000_000;

/** A question that this page leaves to the server; the message says why. */
export class OnlyServer extends Error {
  /** @param {string} reason */
  constructor(reason) {
    super(`Only the server answers: ${reason}.`);
  }
}

/** Answers questions about the events of an environment. */
export class ServerSource {
  /** @type {"server"} */
  kind = "server";
  /** @type {undefined} the moment of the questions is the present */
  now = undefined;
  /** @type {LocalEvents | undefined} */
  #local;
  /** @type {Promise<{names: Names, first: string | null}> | undefined} */
  #known;

  /** @param {import("../api.js").Place} place */
  constructor(place) {
    this.place = place;
  }

  /** Frees the memory of the events. */
  close() {
    this.#local?.free();
    this.#local = undefined;
  }

  /** Returns what events and properties are called, as far as the newest events tell. */
  async names() {
    return (await this.#know()).names;
  }

  /** Returns the interval at which all events make a chart that can be read. */
  async interval() {
    return fittingInterval((await this.#know()).first);
  }

  #know() {
    this.#known ??= this.#learn().catch((error) => {
      this.#known = undefined;
      throw error;
    });
    return this.#known;
  }

  async #learn() {
    const { events, first, last } = await server.eventNames(this.place);
    const [newest] = await Promise.all([server.newestEvents(this.place, events, first, last), init()]);
    const dataset = Dataset.fromNdjson(newest);
    const names = /** @type {Names} */ ({ ...dataset.names(), events });
    dataset.free();
    return { names, first };
  }

  /**
   * Answers a question in this page, after fetching what is lacking of the events.
   *
   * @param {Query} query
   * @returns {Promise<Answered>}
   * @throws {OnlyServer} if it would have to fetch too much
   * @throws {Error} if it knows too little, of cohorts and actions for example
   */
  async here(query) {
    // Only some browsers tell.
    if (/** @type {any} */ (navigator).connection?.saveData) throw new OnlyServer("your browser asks to spare data");
    await init();
    const local = (this.#local ??= this.#fetching());
    const options = surroundings(this.place);
    const before = local.bytes;
    const events = await local.events(query, options).catch((error) => {
      const reason = `the question needs more than the ${megabytes(MOST_BYTES)} of events that a page fetches`;
      throw error instanceof TooLarge ? new OnlyServer(reason) : error;
    });
    try {
      const { response, how } = evaluated(events, query, options);
      return { response, how: local.bytes > before ? `${how} ${megabytes(local.bytes - before)} were fetched for it.` : how };
    } finally {
      // Columns that nobody reads can be added to.
      events.free();
    }
  }

  #fetching() {
    const { place } = this;
    return new LocalEvents((path, headers) => ask("GET", within(place, path), undefined, undefined, headers), { mostBytes: MOST_BYTES });
  }

  /** Fetches what came in since, of the columns that are here; returns whether anything did. */
  async refresh() {
    return this.#local ? this.#local.refresh() : false;
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
    return calculated(response);
  }

  /**
   * Returns the server's answer to the question of an insight, for who may see insights and ask nothing else.
   *
   * @param {insights.Insight} insight
   * @param {AbortSignal} [signal]
   * @returns {Promise<Answered>}
   */
  async kept(insight, signal) {
    const [{ result, ...fields }] = await Promise.all([insights.answered(this.place, insight.id, signal), init()]);
    return calculated({ ...fields, results: result });
  }

  /** Answers a question that nobody is going to change. @param {Query} query @param {AbortSignal} [signal] */
  answer(query, signal) {
    return this.there(query, signal);
  }
}

/** Says of a server's answer when it was made. @param {any} response @returns {Answered} */
function calculated(response) {
  const { last_refresh: made, cache_target_age: until } = response;
  const kept = until ? `, kept until ${moment(until)}` : "";
  return { response, how: `Calculated by the server ${ago(made)}${kept}.` };
}
