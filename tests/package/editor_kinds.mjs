// The editor of the web app in Chromium, over a file of events: what each kind of insight has of its own.

import assert from "node:assert/strict";
import { test } from "node:test";

import { all, asked, bought, open, press, run, seen } from "../support/editor.mjs";

test("trends are shown in each way, with formulas, axes, lines and goals", async () => {
  const page = await open({ kind: "TrendsQuery", series: [seen, bought], dateRange: all, trendsFilter: { unknown: 1, formula: "A + B" } });
  for (const display of [
    "ActionsAreaGraph",
    "ActionsBar",
    "ActionsUnstackedBar",
    "ActionsLineGraphCumulative",
    "SlopeGraph",
    "BoxPlot",
    "BoldNumber",
    "ActionsBarValue",
    "ActionsPie",
    "ActionsTable",
    "CalendarHeatmap",
    "ActionsLineGraph",
  ]) {
    await run(page, [["Show as", display, "trendsFilter.display"]]);
  }
  await run(page, [
    ["Formula 1", "A / B", "trendsFilter.formulaNodes", [{ formula: "A / B" }]],
    ["Name of formula 1", "Ratio", "trendsFilter.formulaNodes.0.custom_name"],
    press("Add formula", "trendsFilter.formulaNodes.length", 2),
    press("Move formula 2 up", "trendsFilter.formulaNodes.1.custom_name", "Ratio"),
    press("Remove formula 2", "trendsFilter.formulaNodes.length", 1),
    press("Remove formula 1", "trendsFilter.formulaNodes", null),
    ["Smooth over", "3", "trendsFilter.smoothingIntervals", 3],
    ...["duration", "duration_ms", "percentage", "percentage_scaled", "currency", "short", "numeric"].map((unit) => [
      "Unit",
      unit,
      "trendsFilter.aggregationAxisFormat",
    ]),
    ["Before the value", "€", "trendsFilter.aggregationAxisPrefix"],
    ["After the value", "/d", "trendsFilter.aggregationAxisPostfix"],
    ["Most decimals", "3", "trendsFilter.decimalPlaces", 3],
    ["Fewest decimals", "1", "trendsFilter.minDecimalPlaces", 1],
    ["Scale", "log10", "trendsFilter.yAxisScaleType"],
    ["Scale", "linear", "trendsFilter.yAxisScaleType"],
    ["Shares of the whole (100 %)", true, "trendsFilter.showPercentStackView"],
    ["An axis for each series", true, "trendsFilter.showMultipleYAxes"],
    ["Legend", true, "trendsFilter.showLegend"],
    ["Values on series", true, "trendsFilter.showValuesOnSeries"],
    ["Trend lines", true, "trendsFilter.showTrendLines"],
    ["Moving average", true, "trendsFilter.showMovingAverage"],
    ["Intervals of the average", "5", "trendsFilter.movingAverageIntervals", 5],
    press("Add goal line", "trendsFilter.goalLines.length", 1),
    ["Label of goal 1", "Target", "trendsFilter.goalLines.0.label"],
    ["Value of goal 1", "12.5", "trendsFilter.goalLines.0.value", 12.5],
    ["Show once passed", false, "trendsFilter.goalLines.0.displayIfCrossed"],
    press("Remove goal 1", "trendsFilter.goalLines", null),
    ["Share of actors to read", "0.5", "samplingFactor", 0.5],
    ["Show as", "WorldMap", "breakdownFilter.breakdown", "$geoip_country_code"],
  ]);
  assert.equal((await asked(page)).source.trendsFilter.unknown, 1);
});

test("funnels: order, window, exclusions, optional steps, views, attribution and whom they count", async () => {
  const page = await open({ kind: "FunnelsQuery", series: [seen, { kind: "EventsNode", event: "signed up", name: "signed up" }], dateRange: all });
  await run(page, [
    press("Add step", "series.2.event", "signed up"),
    ["Event 3", "event:signed up", "series.2.event", "signed up"],
    ["Count 1", "first_time_for_user", "series.0.math"],
    ["Count 1", "total", "series.0.math"],
    ["Steps are done", "strict", "funnelsFilter.funnelOrderType"],
    ["Steps are done", "unordered", "funnelsFilter.funnelOrderType"],
    ["Steps are done", "ordered", "funnelsFilter.funnelOrderType"],
    ["Within", "3", "funnelsFilter.funnelWindowInterval", 3],
    ["Unit of time", "week", "funnelsFilter.funnelWindowIntervalUnit"],
    press("Remove step 3", "series.length", 2),
    press("Add exclusion", "funnelsFilter.exclusions.0", { kind: "EventsNode", event: "bought", name: "bought", funnelFromStep: 0, funnelToStep: 1 }),
    press("Remove exclusion 1", "funnelsFilter.exclusions", null),
    ["May be skipped", true, "series.1.optionalInFunnel"],
    ["May be skipped", false, "series.1.optionalInFunnel", null],
    ["Shares of", "previous", "funnelsFilter.funnelStepReference"],
    ["Layout", "horizontal", "funnelsFilter.layout"],
    ["Count", "sessions", "funnelsFilter.funnelAggregateByHogQL", "properties.$session_id"],
    ["Count", "expression", "funnelsFilter.funnelAggregateByHogQL", "distinct_id"],
    ["Count", "persons", "funnelsFilter.funnelAggregateByHogQL", null],
    ["Break down by", "event:plan", "breakdownFilter.breakdown", "plan"],
    ["Breakdown value of", "last_touch", "funnelsFilter.breakdownAttributionType"],
    ["Breakdown value of", "step", "funnelsFilter.breakdownAttributionType"],
    ["Of step", "1", "funnelsFilter.breakdownAttributionValue", 1],
    ["Show as", "trends", "funnelsFilter.funnelVizType"],
    ["Interval", "week", "interval"],
    ["To step", "1", "funnelsFilter.funnelToStep", 1],
    ["Leave out periods whose time is not over", true, "funnelsFilter.hideIncompleteConversionWindowPeriods"],
    ["Show as", "time_to_convert", "funnelsFilter.funnelVizType"],
    ["Bars", "5", "funnelsFilter.binCount", 5],
    ["Compare with", "", "compareFilter", null],
  ]);
});

test("retention: who starts and comes back, how it is counted and shown", async () => {
  const page = await open({
    kind: "RetentionQuery",
    dateRange: { date_from: "-20d" },
    retentionFilter: { targetEntity: { id: "$pageview", type: "events", unknown: 1 }, returningEntity: { id: "bought", type: "events" } },
  });
  await run(page, [
    ["Started by", "event:signed up", "retentionFilter.targetEntity", { unknown: 1, id: "signed up", name: "signed up", type: "events" }],
    ["Came back by", "every", "retentionFilter.returningEntity.id", null],
    ["Starts", "retention_first_time", "retentionFilter.retentionType"],
    ["Starts", "retention_first_ever_occurrence", "retentionFilter.retentionType"],
    ["Periods", "Week", "retentionFilter.period"],
    ["How many", "4", "retentionFilter.totalIntervals", 4],
    ["Times to come back", "2", "retentionFilter.minimumOccurrences", 2],
    ["Count who comes back then or later", true, "retentionFilter.cumulative"],
    ["Own brackets of periods", "1, 2,3", "retentionFilter.retentionCustomBrackets", [1, 2, 3]],
    ["Own brackets of periods", "", "retentionFilter.retentionCustomBrackets", null],
    ["Measure", "avg", "retentionFilter.aggregationProperty", "amount"],
    ["Measure", "count", "retentionFilter.aggregationProperty", null],
    ["Windows", "24_hour_windows", "retentionFilter.cumulative", null],
    ["Windows", "strict_calendar_dates", "retentionFilter.timeWindowMode"],
    ["Show", "all", "retentionFilter.dashboardDisplay"],
    ["Mean", "weighted", "retentionFilter.meanRetentionCalculation"],
    ["Shares of", "previous", "retentionFilter.retentionReference"],
    ["Break down by", "event:plan", "breakdownFilter.breakdown", "plan"],
  ]);
});

test("paths: items, ends, steps, patterns, rules and limits", async () => {
  const page = await open({ kind: "PathsQuery", dateRange: all, pathsFilter: { includeEventTypes: ["$pageview"] } });
  await run(page, [
    ["Own events", true, "pathsFilter.includeEventTypes", ["$pageview", "custom_event"]],
    ["Steps", "3", "pathsFilter.stepLimit", 3],
    ["Leave out", "bought", "pathsFilter.excludeEvents", ["bought"]],
    press("Remove bought", "pathsFilter.excludeEvents", null),
    ["Group by pattern", "/page/*", "pathsFilter.pathGroupings", ["/page/*"]],
    press("Remove /page/*", "pathsFilter.pathGroupings", null),
    ["Apply the project's rules", true, "pathsFilter.pathReplacements"],
    press("Add rule", "pathsFilter.localPathCleaningFilters", [{ regex: "\\d+", alias: "<id>" }]),
    ["Replacement of rule 1", "<n>", "pathsFilter.localPathCleaningFilters.0.alias"],
    press("Remove rule 1", "pathsFilter.localPathCleaningFilters", null),
    ["Most ways", "20", "pathsFilter.edgeLimit", 20],
    ["Taken at least", "1", "pathsFilter.minEdgeWeight", 1],
    ["Taken at most", "900", "pathsFilter.maxEdgeWeight", 900],
    ["SQL expression", true, "pathsFilter.includeEventTypes", ["$pageview", "custom_event", "hogql"]],
    ["Expression of an item", "properties.plan", "pathsFilter.pathsHogQLExpression"],
    ["SQL expression", false, "pathsFilter.includeEventTypes", ["$pageview", "custom_event"]],
    ["Starting at", "bought", "pathsFilter.startPoint"],
    ["Starting at", "", "pathsFilter.startPoint", null],
    ["Ending at", "bought", "pathsFilter.endPoint"],
  ]);
});

test("stickiness and lifecycle have their own ways of counting", async () => {
  const page = await open({ kind: "StickinessQuery", series: [seen], dateRange: all, interval: "week" });
  await run(page, [
    ["Active", "cumulative", "stickinessFilter.computedAs"],
    ["An interval counts with", "lte", "stickinessFilter.stickinessCriteria", { operator: "lte", value: 1 }],
    ["Events", "3", "stickinessFilter.stickinessCriteria", { operator: "lte", value: 3 }],
    ["Intervals taken together", "2", "intervalCount", 2],
    ["Count A", "unique_group", "series.0.math_group_type_index", 0],
    ["Count A", "hogql", "series.0.math_hogql", "distinct_id"],
    ["Show as", "ActionsBar", "stickinessFilter.display"],
    ["Compare with", "previous", "compareFilter", { compare: true }],
  ]);
  await page.getByRole("radio", { name: "Lifecycle" }).check({ force: true });
  await run(page, [
    ["Dormant", false, "lifecycleFilter.toggledLifecycles", ["new", "returning", "resurrecting"]],
    ["Dormant", true, "lifecycleFilter.toggledLifecycles", null],
    ["Stacked", false, "lifecycleFilter.stacked"],
    ["Legend", true, "lifecycleFilter.showLegend"],
    ["Interval", "month", "interval"],
  ]);
});
