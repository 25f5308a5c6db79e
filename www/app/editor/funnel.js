// @ts-check
/** How a funnel is gone through, and how it is shown. @module */

import { make } from "../dom.js";
import { inserted, withValue } from "../query.js";
import { actorControls } from "./actors.js";
import { choiceOf, number, tick } from "./controls.js";
import { goalControls } from "./goals.js";
import { action, group, itemActions, row, section } from "./parts.js";
import { nodeControls } from "./entities.js";

/** @typedef {import("./controls.js").Editing} Editing */
/** @typedef {import("./definitions.js").Offer} Offer */

const FILTER = "funnelsFilter";

/** @type {Offer[]} */
const ORDERS = [
  ["ordered", "In order, with anything between"],
  ["strict", "In order, with nothing between"],
  ["unordered", "In any order"],
];

/** @type {Offer[]} */
const VIEWS = [
  ["steps", "Conversion steps"],
  ["time_to_convert", "Time to convert"],
  ["trends", "Conversion over time"],
  ["flow", "Flow"],
];

/** @type {Offer[]} */
const UNITS = [
  ["second", "seconds"],
  ["minute", "minutes"],
  ["hour", "hours"],
  ["day", "days"],
  ["week", "weeks"],
  ["month", "months"],
];

/** @type {Offer[]} */
const REFERENCES = [
  ["total", "The first step"],
  ["previous", "The step before"],
];

/** @type {Offer[]} */
const LAYOUTS = [
  ["vertical", "From left to right"],
  ["horizontal", "From top to bottom"],
];

/** @type {Offer[]} */
const ATTRIBUTIONS = [
  ["first_touch", "First event that has a value"],
  ["last_touch", "Last event that has a value"],
  ["all_events", "All steps alike"],
  ["step", "A step…"],
];

/**
 * Returns the controls of a funnel.
 *
 * @param {Editing} editing
 */
export function funnelControls(editing) {
  const { query } = editing;
  const filter = query.funnelsFilter ?? {};
  const view = filter.funnelVizType ?? "steps";
  const exclusions = filter.exclusions ?? [];
  return [
    group(
      "Conversion",
      row(choiceOf(editing, "Steps are done", [FILTER, "funnelOrderType"], ORDERS, { usual: "ordered" }), ...actorControls(editing)),
      row(
        number(editing, "Within", [FILTER, "funnelWindowInterval"], { least: 1, placeholder: "14" }),
        choiceOf(editing, "Unit of time", [FILTER, "funnelWindowIntervalUnit"], UNITS, { usual: "day" }),
      ),
      section("Not between steps", exclusions.length, ...exclusionControls(editing, exclusions)),
    ),
    group(
      "Display",
      row(choiceOf(editing, "Show as", [FILTER, "funnelVizType"], VIEWS, { usual: "steps" }), ...viewControls(editing, view)),
      hasBreakdown(query) && attributionControls(editing, filter),
      section(
        "Legend and goals",
        (filter.goalLines ?? []).length + Number(Boolean(filter.showLegend)) + Number(Boolean(filter.showValuesOnSeries)),
        tick(editing, "Legend", [FILTER, "showLegend"]),
        tick(editing, "Values on series", [FILTER, "showValuesOnSeries"]),
        view === "trends" && tick(editing, "Trend lines", [FILTER, "showTrendLines"]),
        ...(view === "trends" ? goalControls(editing, [FILTER, "goalLines"]) : []),
      ),
    ),
  ];
}

/** @param {import("../query.js").Query} query */
const hasBreakdown = ({ breakdownFilter }) => Boolean(breakdownFilter?.breakdowns?.length) || (breakdownFilter?.breakdown ?? null) !== null;

/** Returns the controls that one view has and others have not. @param {Editing} editing @param {string} view @returns {HTMLElement[]} */
function viewControls(editing, view) {
  if (view === "steps" || view === "flow") {
    return [
      choiceOf(editing, "Shares of", [FILTER, "funnelStepReference"], REFERENCES, { usual: "total" }),
      choiceOf(editing, "Layout", [FILTER, "layout"], LAYOUTS, { usual: "vertical" }),
    ];
  }
  const measured = [
    stepChoice(editing, "From step", [FILTER, "funnelFromStep"], 0, -1, 0),
    stepChoice(editing, "To step", [FILTER, "funnelToStep"], 1, 0, (editing.query.series?.length ?? 2) - 1),
  ];
  if (view === "time_to_convert")
    return [...measured, number(editing, "Bars", [FILTER, "binCount"], { least: 1, most: 90, placeholder: "automatic" })];
  return [...measured, tick(editing, "Leave out periods whose time is not over", [FILTER, "hideIncompleteConversionWindowPeriods"])];
}

/**
 * Returns a list of the steps of a funnel, which the query counts from 0.
 *
 * @param {Editing} editing
 * @param {string} label
 * @param {import("../query.js").Path} path
 * @param {number} first the first step that may be chosen
 * @param {number} beyond by how many the last is later than the last step
 * @param {number} usual
 */
function stepChoice(editing, label, path, first, beyond, usual) {
  const steps = editing.query.series ?? [];
  const offers = steps.map(
    (/** @type {any} */ step, position) =>
      /** @type {Offer} */ ([String(position), `${position + 1}. ${step.custom_name ?? step.name ?? step.event ?? "All events"}`]),
  );
  return choiceOf(editing, label, path, offers.slice(first, steps.length + beyond), {
    usual,
    write: (step) => withValue(editing.query, path, Number(step)),
  });
}

/** @param {Editing} editing @param {any[]} exclusions */
function exclusionControls(editing, exclusions) {
  const list = [FILTER, "exclusions"];
  const last = (editing.query.series?.length ?? 2) - 1;
  const rows = exclusions.map((exclusion, at) => {
    const name = `exclusion ${at + 1}`;
    const path = [...list, at];
    return make(
      "div",
      { className: "item", "data-key": name },
      row(
        ...nodeControls(editing, `Event of ${name}`, path, exclusion),
        stepChoice(editing, "After step", [...path, "funnelFromStep"], 0, -1, 0),
        stepChoice(editing, "Before step", [...path, "funnelToStep"], 1, 0, last),
      ),
      itemActions(editing, list, at, (position) => `exclusion ${position + 1}`),
    );
  });
  const event = unusedEvent(editing);
  const add = () =>
    editing.change(
      withValue(editing.query, list, inserted(exclusions, { kind: "EventsNode", event, name: event, funnelFromStep: 0, funnelToStep: last })),
    );
  return [...rows, row(action("Add exclusion", add, { disabled: event === undefined }))];
}

/** Returns an event that is no step: an exclusion must be none. @param {Editing} editing */
const unusedEvent = ({ query, definitions }) =>
  definitions.events.find(({ name }) => !(query.series ?? []).some(({ event }) => event === name || event === null))?.name;

/** @param {Editing} editing @param {any} filter */
function attributionControls(editing, filter) {
  const type = filter.breakdownAttributionType ?? "first_touch";
  return row(
    choiceOf(editing, "Breakdown value of", [FILTER, "breakdownAttributionType"], ATTRIBUTIONS, { usual: "first_touch" }),
    type === "step" && stepChoice(editing, "Of step", [FILTER, "breakdownAttributionValue"], 0, 0, 0),
  );
}
