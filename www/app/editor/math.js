// @ts-check
/** How the events of a series become a figure. @module */

import { withValue } from "../query.js";
import { choiceOf, number, text } from "./controls.js";
import { groupName, propertyOffers } from "./definitions.js";
import { propertyControl } from "./property.js";

/** @typedef {import("./controls.js").Editing} Editing */
/** @typedef {import("../query.js").Path} Path */
/** @typedef {import("./definitions.js").Offer} Offer */
/** @typedef {import("./definitions.js").OfferGroup} OfferGroup */

/** @type {Offer[]} */
const OF_PROPERTY = [
  ["sum", "Sum of a property"],
  ["avg", "Average of a property"],
  ["min", "Smallest value"],
  ["max", "Largest value"],
  ["median", "Median (p50)"],
  ["p75", "75th percentile"],
  ["p90", "90th percentile"],
  ["p95", "95th percentile"],
  ["p99", "99th percentile"],
];

/** @type {OfferGroup[]} */
const TRENDS = [
  {
    label: "Count",
    offers: [
      ["total", "Total count"],
      ["dau", "Unique users"],
      ["weekly_active", "Weekly active users"],
      ["monthly_active", "Monthly active users"],
      ["unique_session", "Unique sessions"],
      ["unique_group", "Unique groups"],
      ["first_time_for_user", "First time for user"],
      ["first_matching_event_for_user", "First matching event for user"],
    ],
  },
  { label: "Property value", offers: OF_PROPERTY },
  {
    label: "Count per user",
    offers: [
      ["avg_count_per_actor", "Average per user"],
      ["min_count_per_actor", "Fewest of a user"],
      ["max_count_per_actor", "Most of a user"],
      ["median_count_per_actor", "Median per user"],
      ["p75_count_per_actor", "75th percentile per user"],
      ["p90_count_per_actor", "90th percentile per user"],
      ["p95_count_per_actor", "95th percentile per user"],
      ["p99_count_per_actor", "99th percentile per user"],
    ],
  },
  { label: "Expression", offers: [["hogql", "SQL expression"]] },
];

/** The maths that each kind of insight knows; a kind that is not here counts in one way only. @type {Record<string, (Offer | OfferGroup)[]>} */
const MATHS = {
  TrendsQuery: TRENDS,
  FunnelsQuery: [
    ["total", "Any event"],
    ["first_time_for_user", "First time for user"],
    ["first_time_for_user_with_filters", "First time that meets the filters"],
  ],
  StickinessQuery: [
    ["dau", "Unique users"],
    ["unique_group", "Unique groups"],
    ["hogql", "SQL expression"],
  ],
};

/** Where a property that is aggregated may be read, and how the query says so. @type {Record<string, string>} */
const PLACES = { event: "event_properties", person: "person_properties", session: "session_properties" };

/**
 * Returns the controls for how a series is counted.
 *
 * @param {Editing} editing
 * @param {Path} path of the series
 * @param {any} series
 * @param {string} letter
 * @returns {HTMLElement[]}
 */
export function mathControls(editing, path, series, letter) {
  const offers = MATHS[editing.query.kind];
  if (!offers) return [];
  const usual = editing.query.kind === "StickinessQuery" ? "dau" : "total";
  const math = series.math ?? usual;
  const controls = [
    choiceOf(editing, `Count ${letter}`, [...path, "math"], offers, {
      bare: editing.query.kind !== "FunnelsQuery",
      value: math,
      write: (math) => withMath(editing, path, series, math),
    }),
  ];
  if (OF_PROPERTY.some(([name]) => name === math)) controls.push(propertyOf(editing, path, series, letter));
  if (math === "hogql")
    controls.push(
      text(editing, `Expression ${letter}`, [...path, "math_hogql"], {
        bare: true,
        placeholder: editing.query.kind === "StickinessQuery" ? "distinct_id" : "sum(properties.amount)",
      }),
    );
  if (math === "unique_group") controls.push(groupTypeOf(editing, `Groups ${letter}`, [...path, "math_group_type_index"]));
  return controls;
}

/**
 * Returns a query in which a series is counted otherwise; what only the former math needed is gone.
 *
 * @param {Editing} editing
 * @param {Path} path
 * @param {any} series
 * @param {string} math
 */
function withMath({ query, definitions }, path, series, math) {
  const { math_property, math_property_type, math_multiplier, math_property_revenue_currency, math_hogql, math_group_type_index, ...others } = series;
  const changed = { ...others, math };
  if (OF_PROPERTY.some(([name]) => name === math)) {
    changed.math_property =
      math_property ?? definitions.properties.find((property) => property.property_type === "Numeric")?.name ?? definitions.properties[0]?.name;
    Object.assign(changed, present({ math_property_type, math_multiplier, math_property_revenue_currency }));
  }
  if (math === "hogql") changed.math_hogql = math_hogql ?? (query.kind === "StickinessQuery" ? "distinct_id" : "count()");
  if (math === "unique_group") changed.math_group_type_index = math_group_type_index ?? definitions.group_types?.[0]?.index ?? 0;
  return withValue(query, path, changed);
}

/** Returns the fields that hold something. @param {Record<string, any>} fields */
const present = (fields) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

/** @param {Editing} editing @param {Path} path @param {any} series @param {string} letter */
function propertyOf(editing, path, series, letter) {
  const scopes = Object.keys(PLACES);
  const scope = scopes.find((scope) => PLACES[scope] === series.math_property_type) ?? "event";
  const property = series.math_property ? { type: scope, key: series.math_property } : undefined;
  return propertyControl(
    editing,
    `Property ${letter}`,
    [...path, "math_property"],
    propertyOffers(editing.definitions, scopes),
    property,
    (chosen) => {
      const { math_property_type: _, ...others } = series;
      const place = chosen && chosen.type !== "event" ? { math_property_type: PLACES[chosen.type] } : {};
      return withValue(editing.query, path, { ...others, math_property: chosen?.key, ...place });
    },
    { bare: true },
  );
}

/**
 * Returns a list of the types of groups.
 *
 * @param {Editing} editing
 * @param {string} label
 * @param {Path} path
 */
export function groupTypeOf(editing, label, path) {
  const types = editing.definitions.group_types ?? [];
  if (types.length === 0) return number(editing, label, path, { bare: true, least: 0, most: 4, placeholder: "Group type" });
  /** @type {Offer[]} */
  const offers = types.map((type) => [String(type.index), groupName(type)]);
  return choiceOf(editing, label, path, offers, { bare: true, write: (index) => withValue(editing.query, path, Number(index)) });
}
