// @ts-check
/** A dashboard: its insights as tiles. @module */

import * as dashboards from "../api/dashboards.js";
import { make } from "../dom.js";
import { card } from "../parts/card.js";
import { showPage } from "../shell.js";

/**
 * @param {import("../app.js").Context} context
 * @param {import("../router.js").Address} address
 */
export async function showDashboard({ source, left }, { id }) {
  const dashboard = await dashboards.one(source.place, id);
  const tiles = dashboard.tiles.map(({ insight }) => card(source, insight, { left, changed: () => {} }));
  const name = dashboards.nameOf(dashboard);
  showPage(name, make("header", { className: "heading" }, make("h1", {}, name)), make("ul", { className: "cards" }, ...tiles));
}
