// @ts-check
/** A tile of a dashboard: an insight with its chart, in a grid. @module */

import * as insights from "../api/insights.js";
import { make } from "../dom.js";
import { hashOf } from "../router.js";
import { Chart } from "./chart.js";
import { openDialog } from "./dialog.js";
import { heightOf, widthOf, WIDTHS } from "./grid.js";
import { menu } from "./menu.js";
import { enqueue } from "./queue.js";

/** @typedef {import("../api/dashboards.js").Tile} Placed */
/** @typedef {import("../source.js").Source} Source */

/** The least height of a chart, in CSS pixels. */
const LEAST = 160;

/**
 * What can be done with a tile.
 *
 * @typedef {object} Moves
 * @property {(tile: Tile, by: number) => void} move
 * @property {(tile: Tile, before: Tile) => void} place
 * @property {(tile: Tile, columns: number) => void} widen
 * @property {(tile: Tile) => void} remove
 */

/** The tile that is dragged. @type {Tile | undefined} */
let dragged;

/** A tile and what it shows. */
export class Tile {
  #chart = new Chart(() => Math.max(LEAST, this.#chart.box.clientHeight));
  /** @type {AbortController | undefined} ends the question that was asked last */
  #asked;

  /**
   * @param {Source} source
   * @param {number} dashboard
   * @param {Placed} placed
   * @param {Moves} moves
   * @param {AbortSignal} left
   */
  constructor(source, dashboard, placed, moves, left) {
    this.source = source;
    this.dashboard = dashboard;
    this.placed = placed;
    this.left = left;
    const { insight } = placed;
    this.name = insights.nameOf(insight);
    const href = hashOf({ place: String(source.place.id), page: "insights", id: insight.short_id });
    const name = make("h2", {}, make("a", { href }, this.name));
    const head = make("header", {}, name, this.#menu(moves));
    this.element = make("li", { className: "card tile", draggable: true }, head, this.#chart.box);
    this.resize();
    this.#makeDraggable(moves);
  }

  /** Takes the place that the tile's layout names. */
  resize() {
    this.element.style.setProperty("--columns", String(widthOf(this.placed)));
    this.element.style.setProperty("--rows", String(heightOf(this.placed)));
  }

  /**
   * Shows the answer that is kept, or asks for one: within another range, or as old as it may be.
   *
   * @param {{date_from?: string, date_to?: string}} override
   * @param {boolean} isFresh whether what came with the dashboard may be shown
   */
  load(override, isFresh) {
    const { insight } = this.placed;
    this.#asked?.abort();
    if (isFresh && insight.result && insight.query) return this.#show(insight);
    this.#asked = new AbortController();
    const signal = AbortSignal.any([this.#asked.signal, this.left]);
    this.#chart.wait();
    enqueue(async () => {
      if (signal.aborted) return;
      try {
        const answered = await insights.onDashboard(this.source.place, insight.id, this.dashboard, override, signal);
        signal.throwIfAborted();
        this.#show(answered);
      } catch (error) {
        if (!signal.aborted) this.#fail(error);
      }
    });
  }

  close() {
    this.#asked?.abort();
    this.#chart.close();
  }

  /** @param {insights.Insight} insight */
  #show({ query, result, ...fields }) {
    if (!query || !result) return this.#chart.tell(reasonOf(fields.query_status));
    const drawn = { query, response: { ...fields, results: result }, title: this.name };
    this.#chart.show(drawn).catch((error) => this.#fail(error));
  }

  /** @param {unknown} error */
  #fail(error) {
    this.#chart.tell(error instanceof Error ? error.message : String(error));
  }

  /** @param {Moves} moves */
  #menu({ move, remove, widen }) {
    const figures = () => {
      const { figures } = this.#chart;
      figures.open = true;
      openDialog(this.name, "wide", figures.hidden ? make("p", {}, "The chart has no figures.") : figures);
    };
    return menu("⋯", `More about ${this.name}`, [
      { name: "Figures as a table", run: figures },
      { name: "Move forwards", run: () => move(this, -1) },
      { name: "Move backwards", run: () => move(this, 1) },
      ...WIDTHS.map(([columns, name]) => ({ name, run: () => widen(this, columns) })),
      { name: "Take off this dashboard", run: () => remove(this), isAlarming: true },
    ]);
  }

  /** @param {Moves} moves */
  #makeDraggable({ place }) {
    const { element } = this;
    element.addEventListener("dragstart", (event) => {
      dragged = this;
      event.dataTransfer?.setData("text/plain", this.name);
    });
    element.addEventListener("dragend", () => (dragged = undefined));
    element.addEventListener("dragover", (event) => {
      if (!dragged || dragged === this) return;
      event.preventDefault();
      element.classList.add("target");
    });
    element.addEventListener("dragleave", () => element.classList.remove("target"));
    element.addEventListener("drop", (event) => {
      element.classList.remove("target");
      if (!dragged || dragged === this) return;
      event.preventDefault();
      place(dragged, this);
    });
  }
}

/**
 * Returns why an insight came without an answer; the server tells no more of what failed within it.
 *
 * @param {insights.Insight["query_status"]} status
 */
function reasonOf(status) {
  if (!status?.error) return "There is nothing to draw.";
  return status.error_message ?? "The server could not answer just now.";
}
