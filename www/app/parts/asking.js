// @ts-check
/** A question, asked in this page and of the server: whose answer is shown, and what is said about it. @module */

import { Refusal } from "../api.js";
import { OnlyServer } from "../source/server.js";
import { ago } from "../words.js";

/** @typedef {import("../query.js").Query} Query */
/** @typedef {import("../source.js").Answered} Answered */
/** @typedef {import("../source.js").Source} Source */
/** @typedef {import("../source/server.js").ServerSource} ServerSource */

/** How long edits rest before the server is asked, in milliseconds. */
const REST = 500;

/** How often it is looked whether events came in, in milliseconds. */
const NEWS = 60_000;

/**
 * What is done with answers.
 *
 * @typedef {object} Shows
 * @property {(answered: Answered) => void} show
 * @property {(how: string) => void} say says how the answer that is shown came about
 * @property {(error: unknown) => void} fail
 */

/** Asks the questions of an insight's page, the last one of which counts. */
export class Asking {
  /** @type {Query | undefined} */
  #query;
  /** @type {Answered | undefined} the answer of this page */
  #here;
  /** @type {Answered | undefined} that of the server */
  #there;
  /** @type {Answered | undefined} */
  #shown;
  /** Why this page leaves its questions to the server; empty where it does not. */
  #reason = "";
  /** @type {AbortController | undefined} */
  #asked;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #resting;

  /**
   * @param {Source} source
   * @param {import("../api/insights.js").Insight} insight
   * @param {Shows} shows
   */
  constructor(source, insight, shows) {
    this.source = source;
    this.insight = insight;
    this.shows = shows;
  }

  /** Asks a question: here, where the events come to, and of the server, whose word is the last. @param {Query} query */
  async ask(query) {
    const isFirst = this.#query === undefined;
    const { source } = this;
    const { signal } = this.#begin(query);
    if (source.kind === "file") return this.#askHere(signal);
    if (!isFirst) {
      this.#resting = setTimeout(() => this.#askThere(source, signal), REST);
      return this.#askHere(signal);
    }
    // A chart comes before the events that make it quick to edit.
    await this.#askThere(source, signal);
    if (this.#there && !signal.aborted) this.#askHere(signal);
  }

  /** Asks the present question once more, for an answer that is not a kept one. */
  async anew() {
    const { source } = this;
    if (source.kind === "file" || !this.#query) return;
    const { signal } = this.#begin(this.#query);
    await Promise.all([this.#askThere(source, signal, "force_blocking"), source.refresh().catch(() => {})]);
    if (!signal.aborted) this.#askHere(signal);
  }

  /** Looks from time to time, and when the reader comes back, whether events came in. @param {AbortSignal} left ends it */
  watch(left) {
    const { source } = this;
    if (source.kind === "file") return;
    const look = () => document.hidden || this.#lookForNews(source).catch(() => {});
    document.addEventListener("visibilitychange", look, { signal: left });
    const timer = setInterval(look, NEWS);
    left.addEventListener("abort", () => clearInterval(timer));
  }

  /** Gives up what is under way. */
  end() {
    clearTimeout(this.#resting);
    this.#asked?.abort();
  }

  /** @param {Query} query */
  #begin(query) {
    this.end();
    this.#query = query;
    this.#here = this.#there = this.#shown = undefined;
    return (this.#asked = new AbortController());
  }

  /** @param {AbortSignal} signal */
  async #askHere(signal) {
    if (this.#reason) return;
    try {
      const answered = await this.source.here(/** @type {Query} */ (this.#query));
      if (signal.aborted) return;
      this.#here = answered;
      this.#settle();
    } catch (error) {
      if (signal.aborted) return;
      if (this.source.kind === "file") return this.shows.fail(error);
      // What the page's own events cannot answer (cohorts, actions), the server may.
      if (error instanceof OnlyServer) this.#leave(error.message);
    }
  }

  /** Leaves questions to the server, from now on. @param {string} reason */
  #leave(reason) {
    this.#reason = reason;
    if (this.#there) this.#settle();
  }

  /** @param {ServerSource} source @param {AbortSignal} signal @param {"blocking" | "force_blocking"} [refresh] */
  async #askThere(source, signal, refresh) {
    const query = /** @type {Query} */ (this.#query);
    try {
      const answered = await source.there(query, signal, refresh).catch((error) => this.#keptOr(error, source, signal));
      // What came in between two answers is no reason to differ.
      const isOld = this.#here && !isSame(this.#here, answered) && (await source.refresh().catch(() => false));
      if (signal.aborted) return;
      this.#there = answered;
      if (isOld) this.#askHere(signal);
      else this.#settle();
    } catch (error) {
      if (signal.aborted) return;
      if (!this.#here || error instanceof Refusal) return this.shows.fail(error);
      this.#show(this.#here, /** @type {Error} */ (error).message);
    }
  }

  /** Returns the answer that is kept with the insight, where the key does for no other. @param {unknown} error @param {ServerSource} source @param {AbortSignal} signal */
  #keptOr(error, source, signal) {
    const isSaved = JSON.stringify(this.#query) === JSON.stringify(this.insight.query);
    if (!isForbidden(error) || !isSaved) throw error;
    this.#reason = "Your key may see insights, and ask nothing else.";
    return source.kept(this.insight, signal);
  }

  /** Shows the answer that counts, and says how it came about. */
  #settle() {
    const [here, there] = [this.#here, this.#there];
    if (!here || !there) return this.#show(/** @type {Answered} */ (here ?? there), this.#reason);
    if (isSame(here, there)) return this.#show(here, "The server gives the same.");
    const { is_cached: isKept, last_refresh: made } = there.response;
    if (isKept) return this.#show(here, `The server's own answer is older, of ${ago(made)}.`);
    this.#show(there, "");
  }

  /** @param {Answered} answered @param {string} remark */
  #show(answered, remark) {
    this.#shown = answered;
    this.shows.say(remark ? `${answered.how} ${remark}` : answered.how);
    this.shows.show(answered);
  }

  /** Says so if events came in that change the answer. @param {ServerSource} source */
  async #lookForNews(source) {
    const [query, shown] = [this.#query, this.#shown];
    if (!query || !shown || !(await source.refresh())) return;
    const answered = await source.here(query);
    if (this.#shown === shown && !isSame(answered, shown)) this.shows.say("Events came in that change this answer.");
  }
}

/** Whether two answers have the same results. @param {{response: any}} one @param {{response: any}} other */
export const isSame = (one, other) => JSON.stringify(one.response.results) === JSON.stringify(other.response.results);

/** Whether the server refused because of who asks. @param {unknown} error */
export const isForbidden = (error) => error instanceof Refusal && error.status === 403;
