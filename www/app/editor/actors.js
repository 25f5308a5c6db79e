// @ts-check
/** Whom a query counts: persons, groups, or what an expression says. @module */

import { withValue } from "../query.js";
import { choiceOf, number, text } from "./controls.js";
import { groupName } from "./definitions.js";

/** @typedef {import("./controls.js").Editing} Editing */
/** @typedef {import("./definitions.js").Offer} Offer */

/** The expression by which sessions go through a funnel. */
const SESSION = "properties.$session_id";

/**
 * Returns the controls for whom a query counts.
 *
 * @param {Editing} editing
 * @returns {HTMLElement[]}
 */
export function actorControls(editing) {
  const { query, definitions } = editing;
  const isFunnel = query.kind === "FunnelsQuery";
  const types = definitions.group_types ?? [];
  const index = query.aggregation_group_type_index;
  const expression = query.funnelsFilter?.funnelAggregateByHogQL;
  /** @type {Offer[]} */
  const groups = types.map((type) => [`group ${type.index}`, groupName(type)]);
  const isListed = types.some((type) => type.index === index);
  /** @type {Offer[]} */
  const offers = [
    ["persons", "Persons"],
    ...groups,
    ...(index !== undefined && index !== null && !isListed ? [/** @type {Offer} */ ([`group ${index}`, `Group ${index}`])] : []),
    ...(isFunnel ? [/** @type {Offer} */ (["sessions", "Sessions"]), /** @type {Offer} */ (["expression", "SQL expression…"])] : []),
  ];
  const value = expression
    ? expression === SESSION
      ? "sessions"
      : "expression"
    : index === undefined || index === null
      ? "persons"
      : `group ${index}`;
  const controls = [choiceOf(editing, "Count", ["aggregation_group_type_index"], offers, { value, write: (chosen) => countedBy(query, chosen) })];
  if (value === "expression")
    controls.push(text(editing, "Expression", ["funnelsFilter", "funnelAggregateByHogQL"], { placeholder: "properties.account" }));
  return controls;
}

/**
 * Returns a query that counts others.
 *
 * @param {import("../query.js").Query} query
 * @param {string} chosen `persons`, `sessions`, `expression`, or `group` and its number
 */
export function countedBy(query, chosen) {
  const { aggregation_group_type_index: _, ...others } = query;
  const plain =
    query.funnelsFilter?.funnelAggregateByHogQL === undefined ? others : withValue(others, ["funnelsFilter", "funnelAggregateByHogQL"], undefined);
  if (chosen.startsWith("group ")) return { ...plain, aggregation_group_type_index: Number(chosen.slice("group ".length)) };
  if (chosen === "sessions") return withValue(plain, ["funnelsFilter", "funnelAggregateByHogQL"], SESSION);
  if (chosen === "expression") return withValue(plain, ["funnelsFilter", "funnelAggregateByHogQL"], "distinct_id");
  return plain;
}

/**
 * Returns the control for the share of actors that is read.
 *
 * @param {Editing} editing
 */
export const samplingControl = (editing) =>
  number(editing, "Share of actors to read", ["samplingFactor"], { whole: false, least: 0, most: 1, placeholder: "1" });
