// @ts-check
/** A dashboard: its insights as tiles in a grid, within a range of time that may be another than theirs. @module */

import * as dashboards from "../api/dashboards.js";
import * as insights from "../api/insights.js";
import { choice, make } from "../dom.js";
import { PRESETS, presetOf } from "../editor/ranges.js";
import { chooseInsights } from "../parts/choose-insights.js";
import { askFor } from "../parts/dialog.js";
import { depthOf, placesOf } from "../parts/grid.js";
import { menu } from "../parts/menu.js";
import { rangeName } from "../parts/range.js";
import { openSharing } from "../parts/sharing.js";
import { Tile } from "../parts/tile.js";
import { go, hashOf, here, look } from "../router.js";
import { sayDone, showPage, tell } from "../shell.js";

/** @typedef {import("../app.js").Context} Context */
/** @typedef {import("../router.js").Address} Address */

/** How often a dashboard that fills a screen is asked anew, in milliseconds. */
const REFRESH = 5 * 60_000;

/**
 * @param {Context} context
 * @param {Address} address
 */
export async function showDashboard(context, address) {
  const dashboard = await dashboards.one(context.source.place, address.id, context.left);
  context.left.throwIfAborted();
  const view = new DashboardView(context, dashboard);
  view.look();
  return { look: view.look, leave: () => view.leave() };
}

class DashboardView {
  #list = make("ul", { className: "tiles" });
  #head = make("header", { className: "heading" });
  /** @type {Tile[]} */
  #tiles = [];
  #isFirst = true;
  #refreshing = setInterval(() => document.fullscreenElement && this.#load(false), REFRESH);

  /** @param {Context} context @param {dashboards.FullDashboard} dashboard */
  constructor({ source, left }, dashboard) {
    this.source = source;
    this.left = left;
    this.dashboard = dashboard;
    this.#fill(dashboard);
    showPage(dashboards.nameOf(dashboard), this.#head, this.#list);
    addEventListener("online", () => this.#load(false), { signal: left });
  }

  /** Shows the tiles within the range of the address. */
  look = () => {
    this.#showHead();
    this.#load(this.#isFirst);
    this.#isFirst = false;
  };

  leave() {
    clearInterval(this.#refreshing);
    for (const tile of this.#tiles) tile.close();
  }

  /** @param {dashboards.FullDashboard} dashboard */
  #fill(dashboard) {
    for (const tile of this.#tiles) tile.close();
    this.dashboard = dashboard;
    const moves = { move: this.#move, place: this.#place, widen: this.#widen, remove: this.#remove };
    this.#tiles = dashboard.tiles.map((placed) => new Tile(this.source, dashboard.id, placed, moves, this.left));
    this.#list.replaceChildren(...this.#tiles.map(({ element }) => element));
    this.#list.style.setProperty("--deep", String(depthOf(dashboard.tiles)));
    if (this.#tiles.length === 0) this.#list.append(make("li", { className: "empty" }, "There is nothing on this dashboard yet. Add insights to it."));
  }

  /** Returns the range of the address, when it is another than the dashboard's. */
  #override() {
    const { parameters } = here();
    const [date_from, date_to] = [parameters.get("date_from"), parameters.get("date_to")];
    return { ...(date_from && { date_from }), ...(date_to && { date_to }) };
  }

  /** @param {boolean} isFresh whether the answers that came with the dashboard may be shown */
  #load(isFresh) {
    const override = this.#override();
    const isOwn = Object.keys(override).length === 0;
    for (const tile of this.#tiles) tile.load(override, isFresh && isOwn);
  }

  #showHead() {
    const { dashboard, source } = this;
    const words = make("div", {}, make("h1", {}, dashboards.nameOf(dashboard)));
    if (dashboard.description) words.append(make("p", { className: "hint" }, dashboard.description));
    const override = this.#override();
    /** @type {[string, string][]} */
    const ranges = [["", rangeName(dashboard.filters)], ...PRESETS];
    const range = choice("Range", ranges, override.date_from ? presetOf(override) : "", (preset) => {
      const [date_from, date_to = ""] = preset.split(" ");
      look({ date_from, date_to });
    });
    const tools = make("div", { className: "actions" }, range);
    if (override.date_from) tools.append(this.#button("Keep this range", () => this.#keepRange(override)));
    tools.append(
      this.#button("Add insights", () => chooseInsights(source.place, dashboard, (full) => this.#refill(full))),
      this.#button("Share", () => openSharing(source.place, { kind: "dashboards", id: dashboard.id, name: dashboards.nameOf(dashboard) })),
      this.#button("Full screen", () => this.#list.requestFullscreen().catch(tell)),
      this.#more(),
    );
    this.#head.replaceChildren(words, tools);
  }

  /** Makes the range of the address the dashboard's own. @param {{date_from?: string, date_to?: string}} override */
  async #keepRange(override) {
    await this.#change({ filters: { ...this.dashboard.filters, date_to: null, ...override } });
    if (!this.left.aborted) look({ date_from: "", date_to: "" });
  }

  /** @param {string} name @param {() => unknown} run */
  #button(name, run) {
    return make("button", { type: "button", className: "quiet", onclick: run }, name);
  }

  #more() {
    const { dashboard, source } = this;
    const edit = () => {
      const fields = [
        { name: "name", label: "Name", value: dashboard.name ?? "", required: true },
        { name: "description", label: "Description", value: dashboard.description, isLong: true },
      ];
      askFor("Name and description", "Save", fields, (given) => this.#change(given));
    };
    const remove = async () => {
      await this.#change({ deleted: true });
      sayDone(`“${dashboards.nameOf(dashboard)}” was deleted.`);
      if (!this.left.aborted) go(hashOf({ place: String(source.place.id), page: "dashboards" }));
    };
    return menu("⋯", "More", [
      { name: "Name and description…", run: edit },
      { name: dashboard.pinned ? "Unpin" : "Pin to the top of the list", run: () => this.#change({ pinned: !dashboard.pinned }) },
      { name: "Use each insight's own range", run: () => this.#change({ filters: {} }).then(() => this.#load(false)) },
      { name: "Delete…", run: () => askFor(`Delete “${dashboards.nameOf(dashboard)}”? Its insights stay.`, "Delete", [], remove), isAlarming: true },
    ]);
  }

  /** Changes what the server keeps of the dashboard itself. @param {object} fields */
  async #change(fields) {
    const { tiles, ...changed } = await dashboards.change(this.source.place, this.dashboard.id, fields);
    Object.assign(this.dashboard, changed);
    if (this.left.aborted) return;
    document.title = `${dashboards.nameOf(this.dashboard)} – Oriel`;
    this.#showHead();
  }

  /** @param {dashboards.FullDashboard} full */
  #refill(full) {
    if (this.left.aborted) return;
    this.#fill(full);
    this.#load(true);
  }

  /** Moves a tile by so many places. @param {Tile} tile @param {number} by */
  #move = (tile, by) => {
    const order = this.#tiles.filter((one) => one !== tile);
    const at = this.#tiles.indexOf(tile) + by;
    order.splice(Math.max(0, at), 0, tile);
    this.#arrange(order);
  };

  /** Puts a tile where another one is. @param {Tile} tile @param {Tile} other */
  #place = (tile, other) => this.#move(tile, this.#tiles.indexOf(other) - this.#tiles.indexOf(tile));

  /** @param {Tile} tile @param {number} columns */
  #widen = (tile, columns) => {
    const { placed } = tile;
    placed.layouts = { ...placed.layouts, sm: { x: 0, y: 0, h: 5, ...placed.layouts?.sm, w: columns } };
    this.#arrange(this.#tiles);
  };

  /** Shows tiles in an order, and keeps it. @param {Tile[]} order */
  async #arrange(order) {
    const places = placesOf(order.map(({ placed }) => placed));
    order.forEach((tile, index) => {
      tile.placed.layouts = places[index].layouts;
      tile.resize();
    });
    if (order.some((tile, index) => tile !== this.#tiles[index])) this.#list.replaceChildren(...order.map(({ element }) => element));
    this.#tiles = order;
    this.#list.style.setProperty("--deep", String(depthOf(order.map(({ placed }) => placed))));
    await dashboards.change(this.source.place, this.dashboard.id, { tiles: places }).catch(tell);
  }

  /** @param {Tile} tile */
  #remove = async (tile) => {
    const { insight } = tile.placed;
    const { place } = this.source;
    const without = insight.dashboards.filter((id) => id !== this.dashboard.id);
    try {
      await insights.change(place, insight.id, { dashboards: without });
      this.#refill(await dashboards.one(place, String(this.dashboard.id)));
      const restore = () => insights.change(place, insight.id, { dashboards: [...without, this.dashboard.id] }).then(async () => this.#refill(await dashboards.one(place, String(this.dashboard.id))), tell);
      sayDone(`“${tile.name}” was taken off.`, { name: "Put it back", run: restore });
    } catch (error) {
      tell(error);
    }
  };
}
