// @ts-check
/** What stands above an insight: its name, and what may be done with it. @module */

import * as insights from "../api/insights.js";
import { make } from "../dom.js";
import { go, hashOf } from "../router.js";
import { sayDone, tell } from "../shell.js";
import { kindOf } from "../words.js";
import { askForDetails, remove } from "./details.js";
import { downloads } from "./downloads.js";
import { chooseDashboards } from "./membership.js";
import { menu } from "./menu.js";
import { openSharing } from "./sharing.js";
import { star } from "./star.js";

/** @typedef {import("../query.js").Query} Query */
/** @typedef {import("../source.js").Source} Source */
/** @typedef {insights.Insight} Insight */

/**
 * What the page of an insight does when it is asked to.
 *
 * @typedef {object} Acts
 * @property {() => unknown} save
 * @property {() => void} undo
 * @property {() => import("./chart.js").Drawn | undefined} drawn gives what is shown
 * @property {() => Query | undefined} query gives the question as it stands
 */

/** The heading of an insight's page. */
export class Heading {
  element = make("header", { className: "heading" });
  #undo = make("button", { id: "undo", type: "button", className: "quiet", hidden: true }, "Undo changes");
  #save = make("button", { id: "save", type: "button", hidden: true }, "Save");

  /**
   * @param {Source} source
   * @param {Insight} insight
   * @param {AbortSignal} left is aborted once the page is left
   * @param {Acts} acts
   */
  constructor(source, insight, left, acts) {
    this.source = source;
    this.insight = insight;
    this.left = left;
    this.acts = acts;
    this.#undo.addEventListener("click", acts.undo);
    this.#save.addEventListener("click", async () => {
      this.#save.disabled = true;
      await acts.save();
      this.#save.disabled = false;
    });
    this.#fill();
  }

  /** Shows whether there is something to save. @param {boolean} isChanged */
  show(isChanged) {
    const isNew = this.insight.id === 0;
    this.#undo.hidden = !isChanged || isNew;
    this.#save.hidden = !isChanged || this.source.kind === "file";
  }

  #fill() {
    const { source, insight, acts } = this;
    const isKept = source.kind === "server" && insight.id > 0;
    const words = make("div", {}, make("h1", { id: "title" }, insights.nameOf(insight)));
    const about = [kindOf(insight.query ?? acts.query() ?? null), ...insight.tags.map((tag) => `#${tag}`)].join(" · ");
    if (insight.query) words.append(make("p", { className: "hint" }, about));
    if (insight.description) words.append(make("p", { id: "description" }, insight.description));
    const tools = make("div", { className: "actions" }, this.#undo, this.#save);
    if (isKept) {
      const share = make("button", { id: "share", type: "button", className: "quiet" }, "Share");
      share.addEventListener("click", () => openSharing(source.place, { kind: "insights", id: insight.id, name: insights.nameOf(insight) }));
      tools.append(share);
    }
    tools.append(downloads(source, insight, acts.drawn));
    if (isKept) tools.append(star(source.place, insight), this.#more());
    this.element.replaceChildren(words, tools);
  }

  #more() {
    const { source, insight, acts } = this;
    return menu("⋯", "More", [
      { name: "Name, description, tags…", run: () => this.#rename() },
      { name: "Save as a new insight…", run: () => this.askForNew(/** @type {Query} */ (acts.query())) },
      { name: "Put on dashboards…", run: () => chooseDashboards(source.place, insight, this.left) },
      { name: "Delete", isAlarming: true, run: () => remove(source.place, insight, () => go(hashOf({ place: String(source.place.id), page: "insights" }))) },
    ]);
  }

  #rename() {
    const { source, insight } = this;
    askForDetails("Name, description and tags", "Save", insight, async (fields) => {
      Object.assign(insight, await insights.change(source.place, insight.id, fields));
      if (this.left.aborted) return;
      document.title = `${insights.nameOf(insight)} – Oriel`;
      this.#fill();
    });
  }

  /** Asks what a new insight is called, and makes it. @param {Query} query */
  askForNew(query) {
    const { source, insight } = this;
    const name = insight.id > 0 ? `${insights.nameOf(insight)} (copy)` : insight.name;
    askForDetails("New insight", "Save", { ...insight, name }, async (fields) => {
      const made = await insights.create(source.place, { ...fields, query });
      sayDone(`“${insights.nameOf(made)}” was saved.`);
      if (this.left.aborted) return;
      tell();
      go(hashOf({ place: String(source.place.id), page: "insights", id: made.short_id }), insight.id === 0 ? "replace" : "push");
    });
  }
}
