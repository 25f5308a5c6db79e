// @ts-check
/** How trends are shown, and the formulas over their series. @module */

import { make } from "../dom.js";
import { inserted, valueAt, withValue } from "../query.js";
import { axisControls, inUseOf, lineControls } from "./axes.js";
import { choiceOf, number, text } from "./controls.js";
import { dimensionsOf, withDimensions } from "./dimensions.js";
import { goalControls } from "./goals.js";
import { action, group, itemActions, row, section, sections } from "./parts.js";

/** @typedef {import("./controls.js").Editing} Editing */
/** @typedef {import("./definitions.js").OfferGroup} OfferGroup */

/** @type {OfferGroup[]} */
const DISPLAYS = [
  {
    label: "Over time",
    offers: [
      ["ActionsLineGraph", "Line"],
      ["ActionsAreaGraph", "Area"],
      ["ActionsBar", "Bars, stacked"],
      ["ActionsUnstackedBar", "Bars, side by side"],
      ["ActionsLineGraphCumulative", "Running sum"],
      ["SlopeGraph", "Slope: first and last"],
      ["BoxPlot", "Box plot of a property"],
    ],
  },
  {
    label: "One figure for the whole range",
    offers: [
      ["BoldNumber", "Number"],
      ["ActionsBarValue", "Bars of totals"],
      ["ActionsPie", "Pie of totals"],
      ["ActionsTable", "Table"],
      ["WorldMap", "World map"],
      ["CalendarHeatmap", "Calendar heat map"],
    ],
  },
];

/** The displays that need something, and what that is. @type {Record<string, (editing: Editing) => any>} */
const NEEDS = {
  WorldMap: ({ query }) => {
    if (dimensionsOf(query.breakdownFilter).length > 0) return {};
    return { breakdownFilter: withDimensions(query.breakdownFilter, [{ property: "$geoip_country_code", type: "event" }]) };
  },
  BoxPlot: ({ query, definitions }) => {
    const property = definitions.properties.find((one) => one.property_type === "Numeric")?.name;
    const series = (query.series ?? []).map((/** @type {any} */ one, at) =>
      at === 0 && !one.math_property && property ? { ...one, math: "median", math_property: property } : one,
    );
    return { series };
  },
};

/**
 * Returns the controls of trends.
 *
 * @param {Editing} editing
 */
export function trendsControls(editing) {
  const { query } = editing;
  const filter = query.trendsFilter ?? {};
  const write = (/** @type {string} */ display) => {
    const changed = withValue(query, ["trendsFilter", "display"], display);
    return { ...changed, ...NEEDS[display]?.(editing) };
  };
  return [
    group(
      "Display",
      row(
        choiceOf(editing, "Show as", ["trendsFilter", "display"], DISPLAYS, { usual: "ActionsLineGraph", write }),
        number(editing, "Smooth over", ["trendsFilter", "smoothingIntervals"], { least: 1, placeholder: "1 interval" }),
      ),
      sections(
        section("Formulas", formulasOf(filter).length, ...formulaControls(editing)),
        section("Axis", inUseOf(filter, "axis"), ...axisControls(editing, "trendsFilter")),
        section("Lines and legend", inUseOf(filter, "lines"), ...lineControls(editing, "trendsFilter")),
        section("Goal lines", (filter.goalLines ?? []).length, ...goalControls(editing, ["trendsFilter", "goalLines"])),
      ),
    ),
  ];
}

/**
 * Returns the formulas of a filter, whichever of its three fields they are in.
 *
 * @param {any} filter
 * @returns {{formula: string, custom_name?: string}[]}
 */
export function formulasOf(filter) {
  if (filter.formulaNodes?.length) return filter.formulaNodes;
  const formulas = filter.formulas?.length ? filter.formulas : filter.formula ? [filter.formula] : [];
  return formulas.map((/** @type {string} */ formula) => ({ formula }));
}

/**
 * Returns a query with other formulas, in the field that holds.
 *
 * @param {import("../query.js").Query} query
 * @param {{formula: string, custom_name?: string}[]} nodes
 */
export function withFormulas(query, nodes) {
  const { formula, formulas, formulaNodes, ...others } = query.trendsFilter ?? {};
  return { ...query, trendsFilter: nodes.length > 0 ? { ...others, formulaNodes: nodes } : others };
}

/** @param {Editing} editing */
function formulaControls(editing) {
  const { query } = editing;
  const nodes = formulasOf(query.trendsFilter ?? {});
  const path = ["trendsFilter", "formulaNodes"];
  const rows = nodes.map((node, at) => {
    const put = (/** @type {string} */ field) => (/** @type {string} */ value) => {
      const isGone = value === "" && field === "formula";
      return withFormulas(query, isGone ? nodes.toSpliced(at, 1) : nodes.with(at, withValue(node, [field], value || undefined)));
    };
    // The buttons work on a list: an older form is read as one.
    const listed = { ...editing, query: withFormulas(query, nodes) };
    return make(
      "div",
      { className: "item", "data-key": `formula-${at}` },
      row(
        text(editing, `Formula ${at + 1}`, [...path, at, "formula"], {
          shown: "Formula",
          value: node.formula,
          placeholder: "A / B * 100",
          write: put("formula"),
        }),
        text(editing, `Name of formula ${at + 1}`, [...path, at, "custom_name"], {
          shown: "Name",
          value: node.custom_name ?? "",
          write: put("custom_name"),
        }),
      ),
      itemActions(listed, path, at, (position) => `formula ${position + 1}`, { ordered: true }),
    );
  });
  const add = action("Add formula", () => editing.change(withFormulas(query, inserted(nodes, { formula: usualFormula(query) }))));
  return [...rows, row(add)];
}

/** @param {import("../query.js").Query} query */
const usualFormula = (query) => ((valueAt(query, ["series"])?.length ?? 0) > 1 ? "A / B" : "A * 1");
