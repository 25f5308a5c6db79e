// @ts-check
/** The list of insights: of an environment, or the questions that a file begins with. @module */

import { isSignedOut } from "../api.js";
import * as dashboards from "../api/dashboards.js";
import * as insights from "../api/insights.js";
import { make } from "../dom.js";
import { insightsOfFile } from "../file-insights.js";
import { card } from "../parts/card.js";
import { Filters, listParameters } from "../parts/filters.js";
import { hashOf, here, look } from "../router.js";
import { showPage, tell } from "../shell.js";
import { counted, personName } from "../words.js";

/** @typedef {import("../app.js").Context} Context */
/** @typedef {import("../router.js").Address} Address */
/** @typedef {insights.Insight} Insight */

/** How many insights are on a page. */
const SIZE = 24;

/**
 * @param {Context} context
 * @param {Address} address
 */
export function showInsights(context, address) {
  return context.source.kind === "file" ? showFile(context, address) : showServer(context, address);
}

/** @param {Context} context @param {Address} address */
async function showServer({ source, user, left, expire }, address) {
  const filters = new Filters(left);
  const list = make("ul", { id: "insights", className: "cards" });
  const state = make("div", { className: "state", role: "status" });
  const pages = make("nav", { className: "paging", "aria-label": "Pages of the list" });
  showPage("Insights", heading(source), filters.element, state, list, pages);
  if (user) filters.offer({ people: [[`[${user.id}]`, "Me"]], dashboards: [], tags: [] });
  dashboards.list(source.place, left).then((all) => {
    filters.offer({ people: [], tags: [], dashboards: all.map((one) => [`[${one.id}]`, dashboards.nameOf(one)]) });
    filters.show(here().parameters);
  }, () => {});

  /** @type {AbortController | undefined} */
  let loading;
  /** @param {Address} address */
  const load = async ({ parameters }) => {
    loading?.abort();
    loading = new AbortController();
    const { signal } = loading;
    filters.show(parameters);
    const { asked, page } = listParameters(parameters, SIZE);
    list.setAttribute("aria-busy", "true");
    if (list.childElementCount === 0) state.replaceChildren("Loading…");
    try {
      const { count, results } = await insights.list(source.place, asked, AbortSignal.any([signal, left]));
      list.replaceChildren(...results.map((one) => card(source, one, { left, changed: () => load(here()) })));
      state.replaceChildren(...summary(count, parameters, source));
      pages.replaceChildren(...paging(page, count));
      filters.offer(choicesIn(results, user));
      tell();
    } catch (error) {
      if (signal.aborted || left.aborted) return;
      if (isSignedOut(error)) return expire();
      const again = make("button", { type: "button", className: "quiet", onclick: () => load(here()) }, "Try again");
      state.replaceChildren(make("p", { className: "notice", role: "alert" }, error instanceof Error ? error.message : String(error), " ", again));
    }
    list.removeAttribute("aria-busy");
  };
  addEventListener("online", () => load(here()), { signal: left });
  await load(address);
  return { look: load, leave: () => loading?.abort() };
}

/** @param {Context} context @param {Address} address */
async function showFile({ source, left }, address) {
  const all = await insightsOfFile(source);
  left.throwIfAborted();
  const search = make("input", { type: "search", placeholder: "Search", "aria-label": "Search insights" });
  search.addEventListener("input", () => look({ search: search.value.trim() }, "replace"));
  const list = make("ul", { id: "insights", className: "cards" });
  showPage("Insights", heading(source), make("search", { className: "filters" }, search), list);
  /** @param {Address} address */
  const show = ({ parameters }) => {
    const wanted = (parameters.get("search") ?? "").toLowerCase();
    if (document.activeElement !== search) search.value = wanted;
    const found = all.filter((one) => insights.nameOf(one).toLowerCase().includes(wanted));
    list.replaceChildren(...found.map((one) => card(source, one, { left, changed: () => {} })));
    if (found.length === 0) list.append(make("li", { className: "hint" }, "Nothing is called so."));
  };
  show(address);
  return { look: show };
}

/** @param {import("../source.js").Source} source */
function heading(source) {
  const place = source.kind === "file" ? "file" : String(source.place.id);
  const more = make("a", { className: "button", href: hashOf({ place, page: "insights", id: "new" }) }, "New insight");
  return make("header", { className: "heading" }, make("h1", {}, "Insights"), more);
}

/**
 * Returns what is said about a list.
 *
 * @param {number} count
 * @param {URLSearchParams} parameters
 * @param {import("../source.js").Source} source
 */
function summary(count, parameters, source) {
  const isFiltered = [...parameters.keys()].some((name) => !["page", "order"].includes(name));
  if (count > 0) return [counted(count, "insight")];
  if (isFiltered) return [make("p", { className: "empty" }, "No insight is like that. ", make("a", { href: hashOf({ place: String(source.place.id), page: "insights" }) }, "Show all"))];
  return [make("p", { className: "empty" }, "There is no insight yet. Begin with a new one: it can be a trend, a funnel, retention and more.")];
}

/** Returns links to the other pages of the list. @param {number} page @param {number} count */
function paging(page, count) {
  const last = Math.ceil(count / SIZE);
  if (last <= 1) return [];
  const link = (/** @type {string} */ name, /** @type {number} */ to) => {
    const turn = make("button", { type: "button", className: "quiet", disabled: to < 1 || to > last }, name);
    turn.addEventListener("click", () => (look({ page: to > 1 ? String(to) : "" }), scrollTo(0, 0)));
    return turn;
  };
  return [link("Previous", page - 1), make("span", {}, `Page ${page} of ${last}`), link("Next", page + 1)];
}

/**
 * Returns whom and what the filters may name, as far as the listed insights tell.
 *
 * @param {Insight[]} results
 * @param {import("../api.js").User | undefined} user
 * @returns {import("../parts/filters.js").Choices}
 */
function choicesIn(results, user) {
  const people = new Map(results.flatMap(({ created_by: maker }) => (maker && maker.id !== user?.id ? [[`[${maker.id}]`, personName(maker)]] : [])));
  return { people: [...people], dashboards: [], tags: [...new Set(results.flatMap(({ tags }) => tags))].sort() };
}
