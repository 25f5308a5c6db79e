// @ts-check
/** By what the figures are split. @module */

import { make } from "../dom.js";
import { inserted, removed, withValue } from "../query.js";
import { choiceOf, number, text, tick } from "./controls.js";
import { propertyOffers, scopedOf, scopedText, typeOf } from "./definitions.js";
import { dimensionsOf, withDimensions } from "./dimensions.js";
import { action, group, row, texts } from "./parts.js";
import { propertyControl } from "./property.js";

/** @typedef {import("./controls.js").Editing} Editing */
/** @typedef {import("./dimensions.js").Dimension} Dimension */

/** What figures may be split by. */
const SCOPES = ["event", "person", "session", "group", "event_metadata", "cohort", "hogql"];

/** How many breakdowns trends may have; the other kinds have one. */
const MOST = 3;

/** @type {import("./definitions.js").Offer} */
const NOTHING = ["", "Nothing"];

/**
 * Returns the controls for the breakdown of a query.
 *
 * @param {Editing} editing
 */
export function breakdownControls(editing) {
  const { query } = editing;
  const filter = query.breakdownFilter;
  const dimensions = dimensionsOf(filter);
  const write = (/** @type {Dimension[]} */ changed) => withValue(query, ["breakdownFilter"], withDimensions(filter, changed));
  const rows = (dimensions.length > 0 ? dimensions : [undefined]).map((one, at) => dimensionControls(editing, dimensions, one, at, write));
  const property =
    editing.definitions.properties.find(({ name }) => !name.startsWith("$") && dimensions.every((one) => one.property !== name))?.name ?? "$browser";
  const mayAdd =
    query.kind === "TrendsQuery" && dimensions.length > 0 && dimensions.length < MOST && dimensions.every(({ type }) => type !== "cohort");
  const add = mayAdd && action("Add breakdown", () => editing.change(write(inserted(dimensions, { property, type: "event" }))));
  return group("Breakdown", ...rows, add, dimensions.length > 0 && limitControls(editing, dimensions));
}

/** Whether a dimension is one of addresses, which end in slashes and may be cleaned. @param {Dimension} dimension */
const isAddress = ({ property }) => /url|path|referrer|screen/i.test(String(property));

/** @param {Editing} editing @param {Dimension[]} dimensions */
function limitControls(editing, dimensions) {
  return row(
    number(editing, "Most values", ["breakdownFilter", "breakdown_limit"], { least: 1, most: 1000, placeholder: "25" }),
    editing.query.kind === "TrendsQuery" && tick(editing, "Leave out all other values", ["breakdownFilter", "breakdown_hide_other_aggregation"]),
    dimensions.some(isAddress) && tick(editing, "Clean paths by the project's rules", ["breakdownFilter", "breakdown_path_cleaning"]),
  );
}

/**
 * @param {Editing} editing
 * @param {Dimension[]} dimensions
 * @param {Dimension | undefined} dimension
 * @param {number} at
 * @param {(dimensions: Dimension[]) => any} write returns the query
 */
function dimensionControls(editing, dimensions, dimension, at, write) {
  const { definitions } = editing;
  const path = ["breakdownFilter", ...placeOf(editing.query.breakdownFilter, at)];
  const label = at === 0 ? "Break down by" : "and by";
  const scoped = dimension && {
    type: dimension.type,
    key: dimension.type === "cohort" ? "id" : dimension.type === "hogql" ? "" : String(dimension.property),
    group: dimension.group_type_index,
  };
  const offers = [
    ...(at === 0 || dimensions.length === 1 ? [NOTHING] : []),
    ...propertyOffers(definitions, at === 0 && dimensions.length < 2 ? SCOPES : SCOPES.filter((scope) => scope !== "cohort")),
  ];
  const put = (/** @type {Dimension} */ changed) => write(dimensions.length > 0 ? dimensions.with(at, changed) : [changed]);
  const choose = (/** @type {import("./definitions.js").Scoped | undefined} */ property) =>
    property ? put(dimensionOf(editing, property)) : write(removed(dimensions, at));
  /** @type {HTMLElement[]} */
  const parts =
    scoped?.type === "hogql" || scoped?.type === "cohort"
      ? [
          choiceOf(editing, label, [...path, "scope"], offers, {
            value: scopedText(scoped),
            write: (text) => choose(text === "" ? undefined : scopedOf(text)),
          }),
        ]
      : [propertyControl(editing, label, path, offers, scoped, choose)];
  if (dimension) parts.push(...optionControls(editing, path, dimension, put));
  const take = dimensions.length > 1 && action(`Remove breakdown ${at + 1}`, () => editing.change(write(removed(dimensions, at))), { sign: "×" });
  return make("div", { className: "breakdown", "data-key": `breakdown-${at}` }, row(...parts), ...(take ? [take] : []));
}

/** Returns where a breakdown stands in its filter. @param {any} filter @param {number} at @returns {import("../query.js").Path} */
const placeOf = (filter, at) => (filter?.breakdowns?.length ? ["breakdowns", at, "property"] : ["breakdown"]);

/** @param {Editing} editing @param {import("./definitions.js").Scoped} property @returns {Dimension} */
function dimensionOf({ definitions }, { type, key, group }) {
  if (type === "cohort") return { type, property: definitions.cohorts?.length ? [definitions.cohorts[0].id] : ["all"] };
  if (type === "hogql") return { type, property: "properties.$browser" };
  return { property: key, type, ...(group !== undefined && { group_type_index: group }) };
}

/**
 * @param {Editing} editing
 * @param {import("../query.js").Path} path
 * @param {Dimension} dimension
 * @param {(dimension: Dimension) => any} put returns the query with another dimension in its place
 * @returns {HTMLElement[]}
 */
function optionControls(editing, path, dimension, put) {
  const { definitions, query } = editing;
  if (dimension.type === "hogql")
    return [text(editing, "Expression", path, { value: dimension.property, write: (property) => put({ ...dimension, property }) })];
  if (dimension.type === "cohort") {
    const list = Array.isArray(dimension.property) ? dimension.property : [dimension.property];
    const suggestions = ["all", ...(definitions.cohorts ?? []).map(({ id }) => String(id))];
    const read = (/** @type {string} */ typed) => (/^\d+$/.test(typed) ? Number(typed) : typed);
    return [
      texts(editing, "Cohorts by number, or all", path, {
        value: list,
        suggestions,
        read,
        write: (property) => put({ ...dimension, property: property ?? ["all"] }),
      }),
    ];
  }
  const type = typeOf(definitions, { type: dimension.type, key: String(dimension.property), group: dimension.group_type_index });
  const controls = [];
  const set = (/** @type {keyof Dimension} */ option) => (/** @type {any} */ value) => {
    const { [option]: _, ...others } = dimension;
    return put(/** @type {Dimension} */ (value === "" || value === false ? others : { ...others, [option]: value }));
  };
  if (query.kind === "TrendsQuery" && (type === "Numeric" || dimension.histogram_bin_count)) {
    controls.push(
      number(editing, "Bins", [...path, "histogram_bin_count"], {
        value: dimension.histogram_bin_count,
        least: 1,
        most: 1000,
        placeholder: "each value",
        write: set("histogram_bin_count"),
      }),
    );
  }
  if (isAddress(dimension) || dimension.normalize_url) {
    controls.push(
      tick(editing, "Without slashes at the end", [...path, "normalize_url"], {
        value: Boolean(dimension.normalize_url),
        write: set("normalize_url"),
      }),
    );
  }
  return controls;
}
