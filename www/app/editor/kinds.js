// @ts-check
/** The kinds of insights, and what one keeps of another when the kind is changed. @module */

import { sourceOf } from "../query.js";

/** @typedef {import("../query.js").Query} Query */
/** @typedef {import("./definitions.js").Definitions} Definitions */

/** @type {[kind: string, name: string][]} */
export const KINDS = [
  ["TrendsQuery", "Trends"],
  ["FunnelsQuery", "Funnel"],
  ["RetentionQuery", "Retention"],
  ["PathsQuery", "Paths"],
  ["StickinessQuery", "Stickiness"],
  ["LifecycleQuery", "Lifecycle"],
  ["HogQLQuery", "SQL"],
];

/** Which fields belong to some kinds only; all others belong to every kind. @type {Record<string, string[]>} */
const FIELDS = {
  interval: ["TrendsQuery", "FunnelsQuery", "StickinessQuery", "LifecycleQuery"],
  series: ["TrendsQuery", "FunnelsQuery", "StickinessQuery", "LifecycleQuery"],
  breakdownFilter: ["TrendsQuery", "FunnelsQuery", "RetentionQuery"],
  compareFilter: ["TrendsQuery", "FunnelsQuery", "StickinessQuery"],
  aggregation_group_type_index: ["FunnelsQuery", "RetentionQuery", "PathsQuery", "LifecycleQuery"],
  trendsFilter: ["TrendsQuery"],
  conversionGoal: ["TrendsQuery"],
  funnelsFilter: ["FunnelsQuery"],
  retentionFilter: ["RetentionQuery"],
  pathsFilter: ["PathsQuery"],
  funnelPathsFilter: ["PathsQuery"],
  stickinessFilter: ["StickinessQuery"],
  intervalCount: ["StickinessQuery"],
  lifecycleFilter: ["LifecycleQuery"],
  query: ["HogQLQuery"],
  filters: ["HogQLQuery"],
  values: ["HogQLQuery"],
  variables: ["HogQLQuery"],
  ...Object.fromEntries(
    ["select", "where", "orderBy", "after", "before", "event", "eventId", "personId", "limit", "offset"].map((field) => [field, ["EventsQuery"]]),
  ),
};

/** The fields of the other kinds that a SELECT takes in its `filters`. */
const FILTERS = ["dateRange", "properties", "filterTestAccounts"];

/** The maths that a kind knows besides counting; those of trends are all. @type {Record<string, string[]>} */
const MATHS = {
  FunnelsQuery: ["first_time_for_user", "first_time_for_user_with_filters"],
  StickinessQuery: ["unique_group", "hogql"],
  LifecycleQuery: [],
};

/** What a new SELECT asks. */
const SELECT = "SELECT event, count() AS count\nFROM events\nWHERE {filters}\nGROUP BY event\nORDER BY count DESC\nLIMIT 100";

/**
 * Returns a query of another kind: what is counted, the filters and the range stay, and so does every field that
 * belongs to no kind in particular. What only the new kind has comes from the last query of that kind.
 *
 * @param {Query} query
 * @param {string} kind
 * @param {Definitions} definitions
 * @param {Query} [former] the last query of that kind
 * @returns {Query}
 */
export function withKind(query, kind, definitions, former) {
  const asked = sourceOf(query);
  if (asked.kind === kind) return query;
  const known = former && sourceOf(former);
  const shared = Object.entries(sharedOf(asked)).filter(([name]) => belongs(name, kind));
  const own = Object.entries(known ?? {}).filter(([name]) => name in FIELDS && belongs(name, kind));
  const series = seriesFor(kind, asked, known, definitions);
  const source = /** @type {Query} */ ({ ...Object.fromEntries(own), ...Object.fromEntries(shared), kind, ...series });
  const made = kind === "HogQLQuery" ? selectOf(source, known) : source;
  return query.source ? { ...query, kind: kind === "HogQLQuery" ? "DataVisualizationNode" : "InsightVizNode", source: made } : made;
}

/** @param {string} field @param {string} kind */
const belongs = (field, kind) => !(field in FIELDS) || FIELDS[field].includes(kind);

/** Returns the fields of a query, those that a SELECT has in its `filters` at their usual place. @param {Query} asked */
const sharedOf = (asked) => (asked.kind === "HogQLQuery" ? { ...asked, ...asked.filters } : asked);

/** @param {Query} source @param {Query} [known] @returns {Query} */
function selectOf(source, known) {
  const filters = Object.fromEntries(FILTERS.filter((name) => source[name] !== undefined).map((name) => [name, source[name]]));
  const rest = Object.fromEntries(Object.entries(source).filter(([name]) => !FILTERS.includes(name)));
  return { ...rest, kind: "HogQLQuery", query: known?.query ?? SELECT, filters };
}

/**
 * Returns the fields that say what a query of a kind is about.
 *
 * @param {string} kind
 * @param {Query} asked
 * @param {Query | undefined} known
 * @param {Definitions} definitions
 */
function seriesFor(kind, asked, known, definitions) {
  const first = definitions.events[0]?.name ?? null;
  const given = asked.kind === "RetentionQuery" ? seriesOfRetention(asked) : (asked.series ?? known?.series ?? [anyOf(first)]);
  if (kind === "RetentionQuery") return { retentionFilter: retentionOf(given, known) };
  if (kind === "PathsQuery") return { pathsFilter: known?.pathsFilter ?? { includeEventTypes: [usualItems(definitions)] } };
  if (!belongs("series", kind)) return {};
  // The events are those of the last query of this kind: then so are its maths, and the series that another kind cannot have.
  if (known?.series && given.every((/** @type {any} */ one, /** @type {number} */ at) => isAboutTheSame(one, known.series?.[at])))
    return { series: known.series };
  const series = given.map((/** @type {any} */ one) => withMathOf(one, kind));
  if (kind === "LifecycleQuery") return { series: series.slice(0, 1) };
  if (kind === "FunnelsQuery" && series.length < 2) return { series: [...series, nextTo(series[0], definitions)] };
  return { series };
}

/** @param {string | null} event */
const anyOf = (event) => ({ kind: "EventsNode", event, name: event ?? "All events" });

/** @param {any} one @param {any} other */
const isAboutTheSame = (one, other) =>
  ["kind", "event", "id", "nodes"].every((field) => JSON.stringify(one?.[field]) === JSON.stringify(other?.[field]));

/** @param {any} series @param {string} kind */
function withMathOf(series, kind) {
  if (!(kind in MATHS) || MATHS[kind].includes(series.math)) return series;
  const { math, math_property, math_property_type, math_hogql, math_group_type_index, math_multiplier, ...others } = series;
  return others;
}

/** Returns a step to follow another. @param {any} step @param {Definitions} definitions */
function nextTo(step, definitions) {
  const other = definitions.events.find(({ name }) => name !== step?.event);
  return anyOf(other?.name ?? step?.event ?? null);
}

/** @param {Definitions} definitions */
const usualItems = ({ events }) => (events.some(({ name }) => name === "$pageview") ? "$pageview" : "custom_event");

/** @param {any[]} series @param {Query} [known] */
function retentionOf(series, known) {
  // Of a series of several events, retention takes the first.
  const [target, returning = target] = series
    .map((one) => (one.kind === "GroupNode" ? one.nodes[0] : one))
    .map((one) => ({
      id: one.kind === "ActionsNode" ? one.id : (one.event ?? null),
      name: one.name,
      type: one.kind === "ActionsNode" ? "actions" : "events",
      ...(one.custom_name && { custom_name: one.custom_name }),
      ...(one.properties && { properties: one.properties }),
    }));
  const usual = { period: "Day", totalIntervals: 8, retentionType: "retention_first_time" };
  return { ...usual, ...known?.retentionFilter, targetEntity: target, returningEntity: returning };
}

/** @param {Query} asked */
function seriesOfRetention({ retentionFilter = {} }) {
  const { targetEntity, returningEntity } = retentionFilter;
  const entities = [targetEntity, returningEntity].filter(Boolean);
  const isSame = entities.length === 2 && targetEntity.id === returningEntity.id && targetEntity.type === returningEntity.type;
  return (isSame ? entities.slice(0, 1) : entities).map(({ id, name, type, custom_name, properties }) => ({
    ...(type === "actions" ? { kind: "ActionsNode", id, name } : { ...anyOf(id ?? null) }),
    ...(custom_name && { custom_name }),
    ...(properties && { properties }),
  }));
}
