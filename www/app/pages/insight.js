// @ts-check
/** An insight: its question in an editor, its answer as a chart and as figures, and what may be done with it. @module */

import { isSignedOut } from "../api.js";
import * as insights from "../api/insights.js";
import { folded, make } from "../dom.js";
import { showEditor, showRefusal } from "../editor.js";
import { insightsOfFile } from "../file-insights.js";
import { Asking, isForbidden, isSame } from "../parts/asking.js";
import { Chart } from "../parts/chart.js";
import { Heading } from "../parts/heading.js";
import { historyOf } from "../parts/history.js";
import { nextQuestions } from "../parts/next.js";
import { look } from "../router.js";
import { sayDone, showPage, tell } from "../shell.js";
import { showStarters } from "./new.js";

/** @typedef {import("../app.js").Context} Context */
/** @typedef {import("../router.js").Address} Address */
/** @typedef {import("../query.js").Query} Query */
/** @typedef {insights.Insight} Insight */

/** Edits that follow each other faster than this are one step for the browser's back, in milliseconds. */
const STEP = 1000;

/**
 * @param {Context} context
 * @param {Address} address
 */
export async function showInsight(context, address) {
  if (address.id === "new") return showStarters(context);
  const insight = await insightOf(context, address);
  context.left.throwIfAborted();
  const view = new InsightView(context, insight);
  view.look(address);
  return { look: view.look, leave: () => view.leave() };
}

/**
 * Returns the insight that an address names; a draft is kept nowhere but in its address.
 *
 * @param {Context} context
 * @param {Address} address
 * @returns {Promise<Insight>}
 */
async function insightOf({ source, left }, { id, parameters }) {
  if (id === "draft") {
    const name = parameters.get("name") ?? "New insight";
    return { id: 0, short_id: id, name, derived_name: null, description: null, query: null, tags: [], favorited: false, dashboards: [] };
  }
  if (source.kind === "server") return insights.one(source.place, id, left);
  const found = (await insightsOfFile(source)).find(({ short_id }) => short_id === id);
  if (!found) throw new Error("The file has no such question.");
  return found;
}

class InsightView {
  #chart = new Chart();
  #editor = make("form", { id: "editor", "aria-label": "What the insight asks" }, make("p", { className: "hint" }, "Loading…"));
  #how = make("p", { id: "timing", role: "status" });
  /** @type {Query | undefined} the question as it stands in the editor */
  #query;
  /** @type {import("../parts/chart.js").Drawn | undefined} */
  #shown;
  /** @type {import("../editor.js").Names | undefined} */
  #names;
  #asking;
  /** When the question was edited last; the first edit is a step of its own, however soon it comes. */
  #lastEdit = -Infinity;

  /** @param {Context} context @param {Insight} insight */
  constructor({ source, left, expire }, insight) {
    this.source = source;
    this.insight = insight;
    this.left = left;
    this.expire = expire;
    this.heading = new Heading(source, insight, left, {
      save: () => this.#save(),
      undo: () => look({ query: "" }),
      drawn: () => this.#shown,
      query: () => this.#query,
    });
    const asking = folded("asking", "Question", this.#editor);
    const isKept = source.kind === "server" && insight.id > 0;
    const more = isKept ? [nextQuestions(source.place, insight), historyOf(source.place, insight)] : [];
    const again = source.kind === "server" ? [make("button", { type: "button", className: "quiet small", onclick: () => this.#askAnew() }, "Calculate anew")] : [];
    this.#asking = new Asking(source, insight, {
      show: (answered) => this.#show(answered),
      say: (how) => this.#how.replaceChildren(how),
      fail: (error) => this.#fail(error),
    });
    const chart = make("section", { id: "chart", className: "card", "aria-label": "Chart" }, this.#chart.box);
    const answer = make("div", { className: "answer" }, chart, make("div", { className: "how" }, this.#how, ...again), this.#chart.figures, ...more);
    showPage(insights.nameOf(insight), this.heading.element, make("div", { className: "workbench" }, asking, answer));
    this.#editor.addEventListener("submit", (event) => event.preventDefault());
    source.names().then((names) => {
      this.#names = names;
      this.#showEditor();
    }, (error) => left.aborted || this.#leaveEditor(error));
    this.#asking.watch(left);
    addEventListener("online", () => this.#query && this.#ask(this.#query), { signal: left });
    if (isKept) insights.viewed(source.place, insight.id).catch(() => {});
  }

  /** Shows the question that the address holds, or the one that is kept. @param {Address} address */
  look = ({ parameters }) => {
    const query = readQuery(parameters.get("query")) ?? this.insight.query;
    if (!query) return this.#chart.tell("This insight asks nothing yet.");
    this.#ask(query);
  };

  leave() {
    this.#asking.end();
    this.#chart.close();
  }

  /** Says why there is nothing to edit. @param {unknown} error */
  #leaveEditor(error) {
    if (!isForbidden(error)) return tell(error);
    this.#editor.replaceChildren(make("p", { className: "hint" }, "Your key may see insights. To ask something else, it needs the scope query:read."));
  }

  #showEditor() {
    if (!this.#query || !this.#names) return;
    const { now, place } = this.source;
    showEditor(this.#editor, this.#query, this.#names, (query) => this.#edit(query), { now, timezone: place.timezone });
  }

  /** Takes a question from the editor: into the address, from where it is asked. @param {Query} query */
  #edit(query) {
    // A control that goes with the page may still tell of its last change; the address is another page's by then.
    if (this.left.aborted) return;
    const isSaved = JSON.stringify(query) === JSON.stringify(this.insight.query);
    const now = performance.now();
    const isStep = now - this.#lastEdit > STEP;
    this.#lastEdit = now;
    look({ query: isSaved ? "" : JSON.stringify(query) }, isStep ? "push" : "replace");
  }

  /** @param {Query} query */
  #ask(query) {
    this.#query = query;
    this.heading.show(JSON.stringify(query) !== JSON.stringify(this.insight.query));
    this.#showEditor();
    this.#chart.wait();
    tell();
    this.#asking.ask(query);
  }

  /** Asks for an answer that is not a kept one. */
  #askAnew() {
    if (!this.#query) return;
    this.#chart.wait();
    tell();
    this.#asking.anew();
  }

  /** @param {import("../source.js").Answered} answered */
  #show({ response }) {
    const query = /** @type {Query} */ (this.#query);
    const isShown = this.#shown?.query === query && isSame(this.#shown, { response });
    this.#shown = { query, response, title: insights.nameOf(this.insight), now: this.source.now };
    // A chart that stays is not drawn anew, so that a reader in it stays where she is.
    if (isShown) this.#chart.stay();
    else this.#chart.show(this.#shown).catch((error) => this.#fail(error));
  }

  /** @param {unknown} error */
  #fail(error) {
    if (isSignedOut(error)) return this.expire();
    this.#shown = undefined;
    this.#chart.tell("There is nothing to draw.");
    this.#how.replaceChildren();
    tell(error);
    if (error instanceof Error) showRefusal(this.#editor, error);
  }

  async #save() {
    const query = /** @type {Query} */ (this.#query);
    const { source, insight } = this;
    if (insight.id === 0) {
      return this.heading.askForNew(query);
    }
    try {
      Object.assign(insight, await insights.change(source.place, insight.id, { query }));
      sayDone("Saved.");
      if (this.left.aborted) return;
      // What was edited meanwhile is not saved, and stays in the address.
      const isSaved = JSON.stringify(query) === JSON.stringify(this.#query);
      if (isSaved) look({ query: "" }, "replace");
      this.heading.show(!isSaved);
    } catch (error) {
      tell(error);
    }
  }
}

/** Returns the query of an address; none when it is not one. @param {string | null} text @returns {Query | undefined} */
function readQuery(text) {
  if (!text) return undefined;
  try {
    const query = JSON.parse(text);
    return typeof query?.kind === "string" ? query : undefined;
  } catch {
    return undefined;
  }
}
