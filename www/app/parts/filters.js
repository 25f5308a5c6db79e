// @ts-check
/** What narrows the list of insights: each control is a parameter of the address. @module */

import { folded, make, whenTypingRests } from "../dom.js";
import { look } from "../router.js";
import { KINDS } from "../words.js";

/** @type {[string, string][]} */
const TIMES = [["", "Any time"], ["-7d", "Last 7 days"], ["-30d", "Last 30 days"], ["-90d", "Last 90 days"], ["-1y", "Last 12 months"]];

/** @type {[string, string][]} */
const ORDERS = [["", "Changed last"], ["name", "Name"], ["-created_at", "Made last"], ["-last_viewed_at", "Seen last"], ["created_at", "Made first"]];

/**
 * What there is to choose from.
 *
 * @typedef {object} Choices
 * @property {[value: string, name: string][]} people
 * @property {[value: string, name: string][]} dashboards
 * @property {string[]} tags
 */

/** The controls of the list. */
export class Filters {
  #search = make("input", { type: "search", placeholder: "Search", "aria-label": "Search insights", maxLength: 200 });
  #favourites = make("input", { type: "checkbox" });
  #selects = {
    insight: select([["", "All kinds"], ...KINDS.map(([value, , name]) => /** @type {[string, string]} */ ([value, name]))]),
    created_by: select([["", "Anybody"]]),
    tags: select([["", "Any tag"]]),
    dashboards: select([["", "Any dashboard"]]),
    date_from: select(TIMES),
    order: select(ORDERS),
  };
  #clear = make("button", { type: "button", className: "quiet" }, "Clear filters");

  /** @param {AbortSignal} left is aborted once the page is left */
  constructor(left) {
    const { insight, created_by, tags, dashboards, date_from, order } = this.#selects;
    const more = folded(
      "more",
      "Filters",
      make(
        "div",
        { className: "row" },
        make("label", {}, "Kind", insight),
        make("label", {}, "Made by", created_by),
        make("label", {}, "Tag", tags),
        make("label", {}, "On dashboard", dashboards),
        make("label", {}, "Changed", date_from),
        make("label", {}, "Order", order),
        make("label", { className: "check" }, this.#favourites, "Favourites only"),
        this.#clear,
      ),
    );
    this.element = make("search", { className: "filters" }, this.#search, more);
    for (const [name, control] of Object.entries(this.#selects)) control.addEventListener("change", () => look({ [name]: control.value, page: "" }));
    this.#favourites.addEventListener("change", () => look({ favorited: this.#favourites.checked ? "true" : "", page: "" }));
    this.#clear.addEventListener("click", () => look(Object.fromEntries(["search", "favorited", "page", ...Object.keys(this.#selects)].map((name) => [name, ""]))));
    // Once the page is left, the address is another page's.
    whenTypingRests(this.#search, () => look({ search: this.#search.value.trim(), page: "" }, "replace"), left);
  }

  /** Shows what the address asks for. @param {URLSearchParams} parameters */
  show(parameters) {
    if (document.activeElement !== this.#search) this.#search.value = parameters.get("search") ?? "";
    this.#favourites.checked = parameters.has("favorited");
    for (const [name, control] of Object.entries(this.#selects)) choose(control, parameters.get(name) ?? "");
    this.#clear.hidden = [...parameters.keys()].every((name) => name === "page");
  }

  /** Offers what is there. @param {Choices} choices */
  offer({ people, dashboards, tags }) {
    fill(this.#selects.created_by, people);
    fill(this.#selects.dashboards, dashboards);
    fill(this.#selects.tags, tags.map((tag) => [JSON.stringify([tag]), tag]));
  }
}

/** @param {[string, string][]} offers */
function select(offers) {
  return make("select", {}, ...offers.map(([value, name]) => make("option", { value }, name)));
}

/** Adds what a list does not offer yet. @param {HTMLSelectElement} control @param {[string, string][]} offers */
function fill(control, offers) {
  for (const [value, name] of offers) {
    const known = [...control.options].find((option) => option.value === value);
    if (known) known.textContent = name;
    else control.append(make("option", { value }, name));
  }
}

/** Chooses a value; one that is not offered is added. @param {HTMLSelectElement} control @param {string} value */
function choose(control, value) {
  if (![...control.options].some((option) => option.value === value)) control.append(make("option", { value }, value.replace(/[[\]"]/g, "")));
  control.value = value;
}

/**
 * Returns the parameters by which the server lists what an address asks for.
 *
 * @param {URLSearchParams} parameters
 * @param {number} size how many are on a page
 */
export function listParameters(parameters, size) {
  const asked = new URLSearchParams(parameters);
  const page = Math.max(1, Number(asked.get("page")) || 1);
  asked.delete("page");
  // Without a search the newest change comes first; what is searched for comes by how well it matches.
  if (!asked.has("order") && !asked.has("search")) asked.set("order", "-last_modified_at");
  for (const [name, value] of Object.entries({ saved: "true", refresh: "force_cache", limit: String(size), offset: String((page - 1) * size) })) asked.set(name, value);
  return { asked, page };
}
