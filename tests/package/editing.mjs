// What the editor of the web app does to queries: every change gives a new query, and keeps what it does not know.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";

import { root } from "../support/browser.mjs";

const app = (name) => import(join(root, "www/app", name));
const { moved, withValue } = await app("query.js");
const { withKind } = await app("editor/kinds.js");
const { conditionCount, onProperty, withCondition, withGroup, withOperator, withoutCondition } = await app("editor/conditions.js");
const { withAlternative, withoutAlternative } = await app("editor/combined.js");
const { dimensionsOf, withDimensions } = await app("editor/dimensions.js");
const { formOf, inForm, withComparison, withPreset } = await app("editor/ranges.js");
const { scopedOf, scopedText, typeOf } = await app("editor/definitions.js");

const DEFINITIONS = {
  events: [
    { name: "seen", count: 9 },
    { name: "bought", count: 3 },
  ],
  properties: [
    { name: "plan", property_type: "String", values: ["free"] },
    { name: "amount", property_type: "Numeric", values: [] },
  ],
};
const seen = { kind: "EventsNode", event: "seen", name: "seen" };
const bought = { kind: "EventsNode", event: "bought", name: "bought" };
const shown = (source) => ({ kind: "InsightVizNode", full: true, source });
const frozen = (value) => {
  if (value && typeof value === "object") Object.values(Object.freeze(value)).forEach(frozen);
  return value;
};

test("a value is written where the path leads, and the query that was stays as it was", () => {
  const query = frozen({ kind: "TrendsQuery", series: [seen], unknown: { kept: 1 } });
  assert.deepEqual(withValue(query, ["trendsFilter", "display"], "ActionsBar"), { ...query, trendsFilter: { display: "ActionsBar" } });
  assert.deepEqual(withValue(query, ["series", 0, "math"], "dau").series, [{ ...seen, math: "dau" }]);
  assert.deepEqual(withValue(query, ["series", 0], undefined).series, []);
  assert.deepEqual(withValue(query, ["unknown", "kept"], undefined).unknown, {});
  assert.deepEqual(moved([1, 2, 3], 2, 0), [3, 1, 2]);
  assert.deepEqual(moved([1, 2, 3], 0, -1), [1, 2, 3]);
});

test("another kind of insight keeps what is counted, the filters, the range and what nobody knows", () => {
  const shared = { dateRange: { date_from: "-30d" }, properties: [{ key: "plan", value: "free" }], filterTestAccounts: true, unknown: 5 };
  const trends = frozen(
    shown({ kind: "TrendsQuery", series: [seen, { ...bought, math: "dau" }], interval: "week", trendsFilter: { display: "ActionsBar" }, ...shared }),
  );
  const funnel = withKind(trends, "FunnelsQuery", DEFINITIONS);
  assert.deepEqual(funnel, shown({ kind: "FunnelsQuery", series: [seen, bought], interval: "week", ...shared }));
  const retention = withKind(funnel, "RetentionQuery", DEFINITIONS);
  assert.deepEqual(retention.source.retentionFilter.targetEntity, { id: "seen", name: "seen", type: "events" });
  assert.deepEqual(retention.source.retentionFilter.returningEntity, { id: "bought", name: "bought", type: "events" });
  assert.equal(retention.source.series, undefined);
  const paths = withKind(retention, "PathsQuery", DEFINITIONS);
  assert.deepEqual(paths.source, { kind: "PathsQuery", pathsFilter: { includeEventTypes: ["custom_event"] }, ...shared });
  const select = withKind(trends, "HogQLQuery", DEFINITIONS);
  assert.equal(select.kind, "DataVisualizationNode");
  assert.deepEqual(select.source.filters, { dateRange: shared.dateRange, properties: shared.properties, filterTestAccounts: true });
  assert.equal(select.source.unknown, 5);
  const back = withKind(select, "TrendsQuery", DEFINITIONS);
  assert.deepEqual(
    [back.kind, back.source.dateRange, back.source.properties, back.source.query],
    ["InsightVizNode", shared.dateRange, shared.properties, undefined],
  );
});

test("a kind that was left and comes back has what only it knows, unless other events are counted by then", () => {
  const trends = shown({
    kind: "TrendsQuery",
    series: [{ ...seen, math: "p90", math_property: "amount" }, bought],
    trendsFilter: { display: "ActionsPie" },
  });
  const lifecycle = withKind(trends, "LifecycleQuery", DEFINITIONS, undefined);
  assert.deepEqual(lifecycle.source, { kind: "LifecycleQuery", series: [seen] });
  assert.deepEqual(withKind(lifecycle, "TrendsQuery", DEFINITIONS, trends), trends);
  const other = withValue(lifecycle, ["source", "series", 0], bought);
  assert.deepEqual(withKind(other, "TrendsQuery", DEFINITIONS, trends).source.series, [bought]);
});

test("a funnel has two steps at least, and retention of one event returns to it", () => {
  const one = { kind: "TrendsQuery", series: [seen] };
  assert.deepEqual(withKind(one, "FunnelsQuery", DEFINITIONS).series, [seen, bought]);
  const { targetEntity, returningEntity } = withKind(one, "RetentionQuery", DEFINITIONS).retentionFilter;
  assert.deepEqual(targetEntity, returningEntity);
  assert.deepEqual(withKind({ kind: "RetentionQuery", retentionFilter: { targetEntity, returningEntity } }, "StickinessQuery", DEFINITIONS).series, [
    seen,
  ]);
});

test("filters are a list while all must hold, and groups in a group when some suffice", () => {
  const [one, two] = [
    { key: "plan", value: "free" },
    { key: "amount", value: 1 },
  ];
  const list = withCondition(undefined, one);
  assert.deepEqual(list, [one]);
  const groups = withGroup(frozen(list), two);
  assert.deepEqual(groups, {
    type: "OR",
    values: [
      { type: "AND", values: [one] },
      { type: "AND", values: [two] },
    ],
  });
  assert.equal(conditionCount(groups), 2);
  assert.deepEqual(withCondition(groups, one, [1]).values[1].values, [two, one]);
  assert.deepEqual(withoutCondition(frozen(groups), [1, 0]), [one]);
  assert.equal(withoutCondition([one], [0]), undefined);
  const unknown = { ...groups, note: "kept" };
  assert.equal(withCondition(frozen(unknown), two, [0]).note, "kept");
});

test("an operator that a property lacks is changed with the property, and a value keeps its form", () => {
  const filter = frozen({ key: "plan", type: "event", operator: "icontains", value: ["f"], extra: 1 });
  assert.deepEqual(onProperty(filter, { type: "event", key: "paid" }, "Boolean"), {
    extra: 1,
    key: "paid",
    type: "event",
    operator: "exact",
    value: null,
  });
  assert.deepEqual(onProperty(filter, { type: "group", key: "size", group: 2 }, "String"), {
    extra: 1,
    key: "size",
    type: "group",
    group_type_index: 2,
    operator: "icontains",
    value: null,
  });
  assert.deepEqual(withOperator(filter, "is_set"), { key: "plan", type: "event", operator: "is_set", extra: 1 });
  assert.equal(withOperator(filter, "regex").value, "f");
  assert.deepEqual(withOperator(filter, "exact").value, ["f"]);
});

test("one breakdown is written in the older form, several in a list, and options go along", () => {
  const options = { breakdown_limit: 5, other: "kept" };
  const one = withDimensions(frozen(options), [{ property: "plan", type: "event" }]);
  assert.deepEqual(one, { ...options, breakdown: "plan", breakdown_type: "event" });
  const binned = withDimensions(one, [{ property: "amount", type: "event", histogram_bin_count: 4 }]);
  assert.equal(binned.breakdown_histogram_bin_count, 4);
  assert.deepEqual(dimensionsOf(binned), [{ property: "amount", type: "event", histogram_bin_count: 4 }]);
  const two = withDimensions(binned, [...dimensionsOf(binned), { property: "plan", type: "person" }]);
  assert.deepEqual(two, {
    ...options,
    breakdowns: [
      { property: "amount", type: "event", histogram_bin_count: 4 },
      { property: "plan", type: "person" },
    ],
  });
  assert.deepEqual(withDimensions(two, []), options);
  assert.deepEqual(dimensionsOf({ breakdown: [1, "all"], breakdown_type: "cohort" }), [{ property: [1, "all"], type: "cohort" }]);
});

test("a range is a preset, dates, or relative, and exact ends go with the dates they were for", () => {
  assert.equal(formOf(undefined), "preset");
  assert.equal(formOf({ date_from: "-1dStart", date_to: "-1dEnd" }), "preset");
  assert.equal(formOf({ date_from: "2026-01-01" }), "dates");
  assert.equal(formOf({ date_from: "-5d" }), "relative");
  const now = Date.UTC(2026, 2, 31, 12);
  const dates = inForm(frozen({ date_from: "-7d", daysOfWeek: [1] }), "dates", now);
  assert.deepEqual(dates, { date_from: "2026-03-01", date_to: "2026-03-31", daysOfWeek: [1] });
  const late = Date.UTC(2026, 2, 31, 23);
  assert.deepEqual(inForm(undefined, "dates", late, "Asia/Tokyo"), { date_from: "2026-03-02", date_to: "2026-04-01" });
  assert.deepEqual(inForm(undefined, "dates", now, "Etc/GMT+12"), { date_from: "2026-03-01", date_to: "2026-03-31" });
  assert.deepEqual(withPreset({ ...dates, explicitDate: true }, "all"), { date_from: "all", date_to: null, daysOfWeek: [1] });
  assert.deepEqual(withComparison(undefined, "previous"), { compare: true });
  assert.deepEqual(withComparison({ compare: true, compare_to: "-1w" }, "-1m"), { compare: true, compare_to: "-1m" });
  assert.equal(withComparison({ compare: true }, ""), undefined);
});

test("a property in a list says where it is read", () => {
  for (const property of [
    { type: "event", key: "a:b\nc" },
    { type: "group", key: "size", group: 3 },
    { type: "event_metadata", key: "uuid" },
  ]) {
    assert.deepEqual(scopedOf(scopedText(property)), property);
  }
  assert.equal(typeOf(DEFINITIONS, { type: "event", key: "amount" }), "Numeric");
  assert.equal(typeOf(DEFINITIONS, { type: "person", key: "amount" }), "String");
});

test("a series of several events keeps how it counts, and that of one event is plain", () => {
  const one = frozen({ ...seen, properties: [{ key: "plan" }], math: "dau", custom_name: "Both", unknown: 1 });
  const both = withAlternative(one, DEFINITIONS);
  assert.deepEqual(both, {
    kind: "GroupNode",
    operator: "OR",
    math: "dau",
    custom_name: "Both",
    unknown: 1,
    name: "seen or bought",
    nodes: [{ ...seen, properties: [{ key: "plan" }] }, bought],
  });
  assert.equal(withAlternative(frozen(both), DEFINITIONS).nodes.length, 3);
  assert.deepEqual(withoutAlternative(both, 1), one);
  assert.deepEqual(withoutAlternative({ ...both, properties: [{ key: "amount" }] }, 0), {
    ...bought,
    math: "dau",
    custom_name: "Both",
    unknown: 1,
    properties: [{ key: "amount" }],
  });
});
