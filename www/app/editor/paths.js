// @ts-check
/** Which ways paths are about, and how many of them are shown. @module */

import { make } from "../dom.js";
import { inserted, valueAt, withValue } from "../query.js";
import { actorControls } from "./actors.js";
import { number, text, tick } from "./controls.js";
import { valuesOf } from "./definitions.js";
import { action, group, itemActions, row, section, sections, texts } from "./parts.js";

/** @typedef {import("./controls.js").Editing} Editing */

const FILTER = "pathsFilter";

/** The fields that limit how many ways are shown. */
const LIMITS = ["edgeLimit", "minEdgeWeight", "maxEdgeWeight"];

/** The most items that are suggested. */
const MOST_SUGGESTIONS = 200;

/** @type {import("./definitions.js").Offer[]} */
const TYPES = [
  ["$pageview", "Page views"],
  ["$screen", "Screens"],
  ["custom_event", "Own events"],
  ["hogql", "SQL expression"],
];

/**
 * Returns the controls of paths.
 *
 * @param {Editing} editing
 */
export function pathsControls(editing) {
  const filter = editing.query.pathsFilter ?? {};
  const cleaning = filter.localPathCleaningFilters ?? [];
  const items = itemsOf(editing);
  return [
    group(
      "Ways",
      typeControls(editing),
      filter.includeEventTypes?.includes("hogql") &&
        text(editing, "Expression of an item", [FILTER, "pathsHogQLExpression"], { placeholder: "properties.$pathname" }),
      row(
        text(editing, "Starting at", [FILTER, "startPoint"], { suggestions: items, placeholder: "anywhere" }),
        text(editing, "Ending at", [FILTER, "endPoint"], { suggestions: items, placeholder: "anywhere" }),
      ),
      row(number(editing, "Steps", [FILTER, "stepLimit"], { least: 1, most: 1000, placeholder: "5" }), ...actorControls(editing)),
    ),
    group(
      "Items",
      texts(editing, "Leave out", [FILTER, "excludeEvents"], { suggestions: items }),
      texts(editing, "Group by pattern", [FILTER, "pathGroupings"], { placeholder: "/product/*" }),
      sections(
        section(
          "Path cleaning",
          cleaning.length + Number(Boolean(filter.pathReplacements)),
          tick(editing, "Apply the project's rules", [FILTER, "pathReplacements"]),
          ...cleaningControls(editing, cleaning),
        ),
        section(
          "How many ways",
          LIMITS.filter((field) => filter[field] !== undefined).length,
          row(
            number(editing, "Most ways", [FILTER, "edgeLimit"], { least: 1, most: 10_000, placeholder: "50" }),
            number(editing, "Taken at least", [FILTER, "minEdgeWeight"], { least: 0, placeholder: "any times" }),
            number(editing, "Taken at most", [FILTER, "maxEdgeWeight"], { least: 0, placeholder: "any times" }),
          ),
        ),
      ),
    ),
  ];
}

/** @param {Editing} editing */
function typeControls(editing) {
  const path = [FILTER, "includeEventTypes"];
  /** @type {string[]} */
  const chosen = valueAt(editing.query, path) ?? [];
  const write = (/** @type {string} */ type) => (/** @type {boolean} */ isOn) => {
    const types = isOn ? [...chosen, type] : chosen.filter((one) => one !== type);
    return withValue(editing.query, path, types);
  };
  const ticks = TYPES.map(([type, name]) => tick(editing, name, [...path, type], { value: chosen.includes(type), write: write(type) }));
  const hint = chosen.length === 0 ? make("p", { className: "hint" }, "Nothing is ticked: every event is an item.") : undefined;
  return make("div", { "data-key": "types" }, row(...ticks), ...(hint ? [hint] : []));
}

/** Returns what the items may be called. @param {Editing} editing */
function itemsOf({ definitions }) {
  const of = (/** @type {string} */ key) => valuesOf(definitions, { type: "event", key });
  const names = definitions.events.map(({ name }) => name).filter((name) => !name.startsWith("$"));
  return [...of("$current_url"), ...of("$screen_name"), ...names].slice(0, MOST_SUGGESTIONS);
}

/** @param {Editing} editing @param {any[]} rules */
function cleaningControls(editing, rules) {
  const path = [FILTER, "localPathCleaningFilters"];
  const rows = rules.map((_, at) =>
    make(
      "div",
      { className: "item", "data-key": `rule-${at}` },
      row(
        text(editing, `Pattern of rule ${at + 1}`, [...path, at, "regex"], {
          shown: "Pattern",
          placeholder: "/user/\\d+",
          write: (regex) => withValue(editing.query, [...path, at, "regex"], regex),
        }),
        text(editing, `Replacement of rule ${at + 1}`, [...path, at, "alias"], {
          shown: "Replacement",
          placeholder: "/user/<id>",
          write: (alias) => withValue(editing.query, [...path, at, "alias"], alias),
        }),
      ),
      itemActions(editing, path, at, (position) => `rule ${position + 1}`, { ordered: true }),
    ),
  );
  const add = action("Add rule", () => editing.change(withValue(editing.query, path, inserted(rules, { regex: "\\d+", alias: "<id>" }))));
  return [...rows, row(add)];
}
