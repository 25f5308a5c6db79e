// @ts-check
/** Property filters as data: operators, values, and groups of AND and OR. @module */

import { inserted, removed } from "../query.js";

/** @typedef {import("./definitions.js").Offer} Offer */
/** @typedef {import("./definitions.js").PropertyType} PropertyType */

/** @type {Record<string, string>} */
const NAMES = {
  exact: "is",
  is_not: "is not",
  icontains: "contains",
  not_icontains: "does not contain",
  regex: "matches",
  not_regex: "does not match",
  gt: "is more than",
  gte: "is at least",
  lt: "is less than",
  lte: "is at most",
  between: "is between",
  not_between: "is not between",
  is_set: "is set",
  is_not_set: "is not set",
  is_date_exact: "is on",
  is_date_before: "is before",
  is_date_after: "is after",
  is_cleaned_path_exact: "is, after path cleaning,",
  in: "is in",
  not_in: "is not in",
  semver_eq: "is version",
  semver_neq: "is not version",
  semver_gt: "is a version after",
  semver_gte: "is at least version",
  semver_lt: "is a version before",
  semver_lte: "is at most version",
  semver_tilde: "is version ~",
  semver_caret: "is version ^",
  semver_wildcard: "is version like",
};

const EQUAL = ["exact", "is_not"];
const ORDER = ["gt", "gte", "lt", "lte", "between", "not_between"];
const TEXT = ["icontains", "not_icontains", "regex", "not_regex"];
const PRESENCE = ["is_set", "is_not_set"];
const VERSIONS = ["semver_eq", "semver_neq", "semver_gt", "semver_gte", "semver_lt", "semver_lte", "semver_tilde", "semver_caret", "semver_wildcard"];
const DATES = ["is_date_exact", "is_date_before", "is_date_after"];

/** @type {Record<PropertyType, string[]>} */
const BY_TYPE = {
  String: [...EQUAL, ...TEXT, ...PRESENCE, "is_cleaned_path_exact", ...ORDER, ...DATES, ...VERSIONS],
  Numeric: [...EQUAL, ...ORDER, ...TEXT, ...PRESENCE],
  Boolean: [...EQUAL, ...PRESENCE],
  DateTime: [...DATES, ...PRESENCE, ...EQUAL, ...TEXT],
};

/**
 * Returns the operators for a property.
 *
 * @param {string} scope
 * @param {PropertyType} type
 * @returns {Offer[]}
 */
export function operatorOffers(scope, type) {
  const names = scope === "cohort" ? ["in", "not_in"] : scope === "element" ? [...EQUAL, ...TEXT, ...PRESENCE] : BY_TYPE[type];
  return names.map((name) => [name, NAMES[name]]);
}

/** How many values an operator takes. @typedef {"none" | "one" | "two" | "many"} Arity */

/** @param {string} operator @returns {Arity} */
export function arityOf(operator) {
  if (PRESENCE.includes(operator)) return "none";
  if (operator === "between" || operator === "not_between") return "two";
  return [...EQUAL, "icontains", "not_icontains", "in", "not_in"].includes(operator) ? "many" : "one";
}

/**
 * Returns a condition on another property: its operator stays where the new property has it.
 *
 * @param {any} filter
 * @param {import("./definitions.js").Scoped} property
 * @param {PropertyType} type what the new property holds
 */
export function onProperty(filter, { type: scope, key, group }, type) {
  const {
    key: _key,
    type: _type,
    value: _value,
    operator,
    group_type_index: _group,
    negation: _negation,
    cohort_name: _cohort,
    label: _label,
    ...others
  } = filter;
  const base = { ...others, key, type: scope, ...(group !== undefined && { group_type_index: group }) };
  if (scope === "hogql") return { ...base, key: key || "true", value: null };
  const operators = operatorOffers(scope, type).map(([name]) => name);
  // A text may be compared as a date, number or version, but nobody means that by choosing it.
  const isUsual = type !== "String" || [...EQUAL, ...TEXT, ...PRESENCE].includes(operator) || scope === "cohort";
  const kept = operators.includes(operator) && isUsual ? operator : operators[0];
  return { ...base, operator: kept, ...(arityOf(kept) === "none" ? {} : { value: null }) };
}

/**
 * Returns a condition with another operator; its value is kept in the form that the operator takes.
 *
 * @param {any} filter
 * @param {string} operator
 */
export function withOperator(filter, operator) {
  const { value, negation, ...others } = filter;
  const values = Array.isArray(value) ? value : value === null || value === undefined ? [] : [value];
  const arity = arityOf(operator);
  if (arity === "none") return { ...others, operator };
  if (arity === "two") return { ...others, operator, value: values.length === 2 ? values : null };
  if (filter.type === "cohort") return { ...others, operator, value: value ?? null };
  return { ...others, operator, value: arity === "many" ? (values.length > 0 ? values : null) : (values[0] ?? null) };
}

/** Returns whether something of a filter field is a group of conditions. @param {any} node */
export const isGroup = (node) => Array.isArray(node?.values) && (node.type === "AND" || node.type === "OR");

/**
 * Returns how many conditions there are in a field of filters.
 *
 * @param {any} filters
 * @returns {number}
 */
export function conditionCount(filters) {
  const members = Array.isArray(filters) ? filters : isGroup(filters) ? filters.values : filters ? [filters] : [];
  return members.reduce((/** @type {number} */ sum, /** @type {any} */ one) => sum + (isGroup(one) ? conditionCount(one) : 1), 0);
}

/**
 * Returns a field of filters as a group; a list holds when all of it does.
 *
 * @param {any} filters
 * @returns {{type: "AND" | "OR", values: any[]}}
 */
export function asGroup(filters) {
  if (isGroup(filters)) return filters;
  return { type: "AND", values: Array.isArray(filters) ? filters : filters ? [filters] : [] };
}

/**
 * Returns a field of filters in its plainest form: nothing, a list where all must hold, or a group of groups.
 *
 * @param {{type: "AND" | "OR", values: any[]}} group
 * @returns {any}
 */
export function asFilters(group) {
  const values = group.values.filter((one) => !isGroup(one) || one.values.length > 0);
  if (values.length === 0) return undefined;
  if (values.length === 1 && isGroup(values[0])) return asFilters(values[0]);
  const hasGroups = values.some(isGroup);
  if (!hasGroups && (group.type === "AND" || values.length === 1)) return values;
  // Clients expect groups in the outermost group, and conditions in those.
  return hasGroups
    ? { ...group, values: values.map((one) => (isGroup(one) ? one : { type: group.type, values: [one] })) }
    : { type: "AND", values: [{ ...group, values }] };
}

/**
 * Returns a field of filters with a condition more: in the outermost group, or in the one at a path of positions.
 *
 * @param {any} filters
 * @param {any} condition
 * @param {number[]} [positions]
 */
export const withCondition = (filters, condition, positions = []) => asFilters(withMember(asGroup(filters), condition, positions));

/** @param {any} group @param {any} condition @param {number[]} positions @returns {any} */
const withMember = (group, condition, [at, ...rest]) => ({
  ...group,
  values: at === undefined ? inserted(group.values, condition) : group.values.with(at, withMember(group.values[at], condition, rest)),
});

/**
 * Returns a field of filters with a group more, of one condition.
 *
 * @param {any} filters
 * @param {any} condition
 */
export function withGroup(filters, condition) {
  const group = asGroup(filters);
  const groups = group.values.some(isGroup) ? group.values : [{ type: "AND", values: group.values }];
  return { type: isGroup(filters) ? group.type : "OR", values: inserted(groups, { type: "AND", values: [condition] }) };
}

/**
 * Returns a field of filters without the one at a path of positions.
 *
 * @param {any} filters
 * @param {number[]} positions
 */
export function withoutCondition(filters, positions) {
  return asFilters(without(asGroup(filters), positions));
}

/** @param {any} group @param {number[]} positions @returns {any} */
const without = (group, [at, ...rest]) => ({
  ...group,
  values: rest.length === 0 ? removed(group.values, at) : group.values.with(at, without(group.values[at], rest)),
});
