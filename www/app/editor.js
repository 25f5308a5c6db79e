// @ts-check
/** The controls that change what an insight asks: the form is made from the query, and each control makes a new query. @module */

import { make } from "./dom.js";
import { lifecycleControls, stickinessControls } from "./editor/activity.js";
import { samplingControl } from "./editor/actors.js";
import { breakdownControls } from "./editor/breakdown.js";
import { dateControls } from "./editor/dates.js";
import { filterControls } from "./editor/filters.js";
import { funnelControls } from "./editor/funnel.js";
import { KINDS, withKind } from "./editor/kinds.js";
import { morphChildren } from "./editor/morph.js";
import { section } from "./editor/parts.js";
import { pathsControls } from "./editor/paths.js";
import { jsonControl, selectControl } from "./editor/raw.js";
import { placeRefusal } from "./editor/refusal.js";
import { entityPair, retentionControls } from "./editor/retention.js";
import { seriesControls } from "./editor/series.js";
import { trendsControls } from "./editor/trends.js";
import { sourceOf, withSource } from "./query.js";

/** @typedef {import("./query.js").Query} Query */
/** @typedef {import("./editor/controls.js").Editing} Editing */
/** @typedef {import("./editor/definitions.js").Definitions} Names */

/** The kinds of insights, by the controls they have. @type {Record<string, (editing: Editing) => {asked: HTMLElement[], shown: HTMLElement[]}>} */
const CONTROLS = {
  TrendsQuery: (editing) => ({
    asked: [seriesControls(editing), filterControls(editing), breakdownControls(editing)],
    shown: [dateControls(editing), ...trendsControls(editing)],
  }),
  FunnelsQuery: (editing) => ({
    asked: [seriesControls(editing), filterControls(editing), breakdownControls(editing)],
    shown: [dateControls(editing), ...funnelControls(editing)],
  }),
  RetentionQuery: (editing) => ({
    asked: [entityPair(editing), filterControls(editing), breakdownControls(editing)],
    shown: [dateControls(editing), ...retentionControls(editing)],
  }),
  PathsQuery: (editing) => ({ asked: [...pathsControls(editing), filterControls(editing)], shown: [dateControls(editing)] }),
  StickinessQuery: (editing) => ({
    asked: [seriesControls(editing), filterControls(editing)],
    shown: [dateControls(editing), ...stickinessControls(editing)],
  }),
  LifecycleQuery: (editing) => ({
    asked: [seriesControls(editing), filterControls(editing)],
    shown: [dateControls(editing), ...lifecycleControls(editing)],
  }),
  HogQLQuery: (editing) => ({
    asked: [selectControl(editing)],
    shown: [dateControls(editing, ["filters", "dateRange"]), filterControls(editing, ["filters", "properties"])],
  }),
};

/**
 * What a form knows besides its query: what was typed and cannot be asked, and the last query of each kind.
 *
 * @typedef {object} State
 * @property {Query} query the query that is shown
 * @property {Map<string, import("./editor/controls.js").Draft>} drafts
 * @property {Set<string>} others
 * @property {Map<string, Query>} former
 * @property {string} [last] the field of the control that was used last
 */

/** @type {WeakMap<HTMLElement, State>} */
const states = new WeakMap();

/**
 * Fills a form with the controls of a query. The control that has the focus keeps it, and what was typed and cannot be
 * asked stays, until another query is shown than the one that the form made last.
 *
 * @param {HTMLElement} form
 * @param {Query} query
 * @param {Names} names what there is to choose from
 * @param {(query: Query) => void} change takes the query as it shall be
 * @param {{now?: number | string | undefined, timezone?: string}} [moment] of the questions, the present one when not given, and
 *   whose days they count
 */
export function showEditor(form, query, names, change, { now = Date.now(), timezone } = {}) {
  const state = stateOf(form, query);
  const emit = (/** @type {Query} */ changed) => {
    state.query = changed;
    change(changed);
  };
  const source = sourceOf(query);
  state.former.set(source.kind, query);
  /** @type {Editing} */
  const editing = {
    query: source,
    definitions: names,
    now: new Date(now).getTime(),
    timezone,
    change: (changed) => emit(withSource(query, changed)),
    redraw: () => showEditor(form, query, names, change, { now, timezone }),
    used: (field) => (state.last = field),
    drafts: state.drafts,
    others: state.others,
  };
  const { asked, shown } = CONTROLS[source.kind]?.(editing) ?? { asked: [], shown: [] };
  /** @type {HTMLElement[]} */
  const parts = [kindControls(query, (kind) => emit(withKind(query, kind, names, state.former.get(kind))))];
  if (asked.length > 0) {
    const more = section("Sampling", Number(source.samplingFactor !== undefined), samplingControl(editing));
    const rest = source.kind === "HogQLQuery" ? [] : [more];
    parts.push(make("div", { className: "columns", "data-key": source.kind }, make("div", {}, ...asked), make("div", {}, ...shown, ...rest)));
  }
  parts.push(jsonControl(editing, query, emit));
  morphChildren(form, parts);
}

/**
 * Shows what the query of a form was refused for, beside the control that made it.
 *
 * @param {HTMLElement} form
 * @param {{message: string, field?: string | null}} refusal
 */
export const showRefusal = (form, refusal) => placeRefusal(form, refusal, states.get(form)?.last);

/** Returns the state of a form; a query that the form did not make begins a new one. @param {HTMLElement} form @param {Query} query */
function stateOf(form, query) {
  const known = states.get(form);
  if (known && JSON.stringify(known.query) === JSON.stringify(query)) return known;
  /** @type {State} */
  const state = { query, drafts: new Map(), others: new Set(), former: new Map() };
  states.set(form, state);
  return state;
}

/** @param {Query} query @param {(kind: string) => void} choose */
function kindControls(query, choose) {
  const { kind } = sourceOf(query);
  const kinds = KINDS.some(([known]) => known === kind) ? KINDS : [...KINDS, /** @type {[string, string]} */ ([kind, kind])];
  const radios = kinds.map(([value, name]) => {
    const onchange = () => choose(value);
    return make(
      "label",
      { "data-key": value },
      make("input", { type: "radio", name: "kind", value, checked: value === kind, onchange }),
      make("span", {}, name),
    );
  });
  return make("fieldset", { className: "kinds", "data-key": "kinds" }, make("legend", {}, "Kind of insight"), ...radios);
}
