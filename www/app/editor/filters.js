// @ts-check
/** The conditions that events must meet: of the whole query in groups, of a series in a list. @module */

import { make } from "../dom.js";
import { removed, valueAt, withValue } from "../query.js";
import {
  asFilters,
  asGroup,
  conditionCount,
  isGroup,
  onProperty,
  operatorOffers,
  withCondition,
  withGroup,
  withOperator,
  withoutCondition,
} from "./conditions.js";
import { area, choiceOf, tick } from "./controls.js";
import { propertyOffers, scopedOf, scopedText, typeOf } from "./definitions.js";
import { action, group, row } from "./parts.js";
import { propertyControl } from "./property.js";
import { valueControls } from "./values.js";

/** @typedef {import("./controls.js").Editing} Editing */
/** @typedef {import("../query.js").Path} Path */

/** Where the value of a condition may be read. */
const SCOPES = ["event", "person", "session", "group", "element", "event_metadata", "cohort", "hogql"];

/** @type {import("./definitions.js").Offer[]} */
const LOGIC = [
  ["AND", "All of these"],
  ["OR", "Any of these"],
];

/**
 * Returns the controls for the conditions of a whole query.
 *
 * @param {Editing} editing
 * @param {Path} [path]
 */
export function filterControls(editing, path = ["properties"]) {
  const filters = valueAt(editing.query, path);
  const write = (/** @type {any} */ changed) => editing.change(withValue(editing.query, path, changed));
  const isEmpty = conditionCount(filters) === 0;
  const hasGroups = isGroup(filters) && filters.values.some(isGroup);
  const add = !hasGroups && action("Add filter", () => write(withCondition(filters, newCondition(editing))));
  const addGroup = !isEmpty && action("Add group", () => write(withGroup(filters, newCondition(editing))));
  const testAccounts = tick(editing, "Leave out test accounts", [...path.slice(0, -1), "filterTestAccounts"]);
  return group("Filters", isEmpty ? undefined : groupControls(editing, path, asGroup(filters), []), row(add, addGroup, testAccounts));
}

/**
 * Returns the controls for the conditions of a series, all of which must hold.
 *
 * @param {Editing} editing
 * @param {Path} path
 * @param {string} name of what they are about
 * @param {(Node | false | undefined)[]} others buttons beside the one that adds a condition
 */
export function listControls(editing, path, name, ...others) {
  const filters = valueAt(editing.query, path) ?? [];
  if (!Array.isArray(filters))
    return make("div", { className: "conditions" }, "These filters are in groups: they are changed in the query as JSON.", row(...others));
  /** @type {any[]} */
  const list = filters;
  const take = (/** @type {number} */ at) => editing.change(withValue(editing.query, path, list.length > 1 ? removed(list, at) : undefined));
  const rows = list.map((one, at) => conditionControls(editing, [...path, at], one, `filter ${at + 1} of ${name}`, () => take(at)));
  const add = action(`Add filter to ${name}`, () => editing.change(withValue(editing.query, path, [...list, newCondition(editing)])), {
    shown: "Add filter",
  });
  return make("div", { className: "conditions" }, ...rows, row(add, ...others));
}

/** @param {Editing} editing */
function newCondition({ definitions }) {
  const key = (definitions.properties.find(({ name }) => !name.startsWith("$")) ?? definitions.properties[0])?.name ?? "$current_url";
  const property = { type: "event", key };
  return onProperty({}, property, typeOf(definitions, property));
}

/**
 * @param {Editing} editing
 * @param {Path} root where all conditions of the query are
 * @param {{type: string, values: any[]}} node
 * @param {number[]} positions that lead to the node
 * @returns {HTMLElement}
 */
function groupControls(editing, root, node, positions) {
  const filters = valueAt(editing.query, root);
  const path = [...root, ...positions.flatMap((at) => pathStep(filters, at))];
  const name = positions.length > 0 ? `group ${positions.map((at) => at + 1).join(".")}` : "filters";
  const rows = node.values.map((one, at) => {
    const place = [...positions, at];
    const take = () => editing.change(withValue(editing.query, root, withoutCondition(filters, place)));
    if (isGroup(one)) return groupControls(editing, root, one, place);
    const label = `filter ${place.map((at) => at + 1).join(".")}`;
    return conditionControls(editing, [...path, ...pathStep(positions.length ? node : filters, at)], one, label, take);
  });
  const logic =
    node.values.length > 1 &&
    choiceOf(editing, `Match ${name}`, [...path, "type"], LOGIC, {
      bare: true,
      value: node.type,
      write: (type) => withLogic(editing.query, root, positions, type),
    });
  const isInnermost = positions.length > 0 && !node.values.some(isGroup);
  const add =
    isInnermost &&
    action(`Add filter to ${name}`, () => editing.change(withValue(editing.query, root, withCondition(filters, newCondition(editing), positions))), {
      shown: "Add filter",
    });
  const parts = [logic, ...rows, add].filter((part) => part !== false);
  return make("div", { className: positions.length > 0 ? "conditions nested" : "conditions", "data-key": name }, ...parts);
}

/**
 * Returns how a position is written in the path: lists hold their members, groups hold them in `values`, and a condition
 * alone is its own.
 *
 * @param {any} node
 * @param {number} at
 */
const pathStep = (node, at) => (Array.isArray(node) ? [at] : isGroup(node) ? ["values", at] : []);

/**
 * @param {import("../query.js").Query} query
 * @param {Path} root
 * @param {number[]} positions
 * @param {string} type
 */
function withLogic(query, root, positions, type) {
  const filters = valueAt(query, root);
  const path = positions.flatMap((at) => ["values", at]);
  return withValue(query, root, asFilters(withValue(asGroup(filters), [...path, "type"], type)));
}

/**
 * @param {Editing} editing
 * @param {Path} path
 * @param {any} filter
 * @param {string} name
 * @param {() => void} take
 */
function conditionControls(editing, path, filter, name, take) {
  const { definitions, query } = editing;
  const property = { type: filter.type ?? "event", key: filter.key ?? "id", group: filter.group_type_index };
  const type = typeOf(definitions, property);
  const choose = (/** @type {any} */ chosen) => withValue(query, path, onProperty(filter, chosen, typeOf(definitions, chosen)));
  /** @type {HTMLElement[]} */
  const parts = [
    propertyControl(editing, `Property of ${name}`, [...path, "key"], propertyOffers(definitions, SCOPES), property, choose, { bare: true }),
  ];
  if (filter.type === "hogql") {
    parts[0] = choiceOf(editing, `Property of ${name}`, [...path, "type"], propertyOffers(definitions, SCOPES), {
      bare: true,
      value: scopedText({ type: "hogql", key: "" }),
      write: (text) => choose(scopedOf(text)),
    });
    parts.push(
      area(editing, `Expression of ${name}`, [...path, "key"], {
        bare: true,
        write: (key) => withValue(query, [...path, "key"], key),
        placeholder: "properties.amount > 10",
      }),
    );
  } else {
    const operator = filter.type === "cohort" && filter.negation ? "not_in" : (filter.operator ?? (filter.type === "cohort" ? "in" : "exact"));
    parts.push(
      choiceOf(editing, `Condition of ${name}`, [...path, "operator"], operatorOffers(property.type, type), {
        bare: true,
        value: operator,
        write: (operator) => withValue(query, path, withOperator(filter, operator)),
      }),
    );
    parts.push(...valueControls(editing, path, filter, property, type, name));
  }
  return make("div", { className: "condition", "data-key": name }, row(...parts), action(`Remove ${name}`, take, { sign: "×" }));
}
