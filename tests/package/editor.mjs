// The editor of the web app in Chromium, over a file of events: each control writes what its field is called, and the
// chart answers.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { after, before, test } from "node:test";

import { TYPES, barriers, launch, root } from "../support/browser.mjs";

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 5);
let browser;
let server;

before(async () => {
  server = createServer(async ({ url }, response) => {
    const path = url === "/" ? "/index.html" : url;
    if (path.startsWith("/api/")) return response.writeHead(403, { "content-type": "application/json" }).end("{}");
    const file = join(root, "dist/app", path);
    response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "text/plain" }).end(await readFile(file));
  }).listen(0, "127.0.0.1");
  await new Promise((done) => server.once("listening", done));
  browser = await launch();
});
after(async () => {
  await browser.close();
  server.close();
});

/** Events of forty days with every kind of property: of events, persons and groups. */
function events() {
  const lines = [];
  for (let index = 0; index < 240; index += 1) {
    const person = `p${index % 12}`;
    const event = ["$pageview", "signed up", "bought"][index % 3];
    const properties = { $current_url: `/page/${index % 5}/`, $session_id: `s${index % 40}`, plan: index % 2 ? "team" : "free", amount: (index % 50) / 2, paid: index % 4 === 0, since: "2025-06-01", $group_0: `g${index % 3}`, $set: { country: index % 2 ? "FR" : "JP" } };
    lines.push({ event, distinct_id: person, timestamp: new Date(START + (index / 6) * DAY).toISOString(), properties });
  }
  return lines.map((line) => JSON.stringify(line)).join("\n");
}

/** Opens the file with a question, and shows all of the editor. */
async function open(query) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  page.setDefaultTimeout(10_000);
  page.on("pageerror", (error) => assert.fail(error));
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  await page.locator("#sign-in").waitFor();
  await page.locator("#own-file input").setInputFiles({ name: "events.ndjson", mimeType: "text/plain", buffer: Buffer.from(events()) });
  await page.locator("#editor .kinds").waitFor();
  if (query) {
    await page.evaluate((text) => (location.hash = `#/file/insights/1?query=${encodeURIComponent(text)}`), JSON.stringify({ kind: "InsightVizNode", source: query }));
    await page.waitForFunction((kind) => document.querySelector(`#editor [value="${kind}"]`)?.checked, query.kind);
  }
  return page;
}

const unfold = (page) => page.evaluate(() => document.querySelectorAll("#editor details").forEach((one) => (one.open = true)));

/** Returns what is asked: the editor shows it as JSON, and the address holds it. */
const asked = async (page) => JSON.parse(await page.getByLabel("The query as JSON").inputValue());

/** Returns what is wrong with what is asked, in the words of the page. */
const refusal = async (page) => ((await page.locator("#notice").isVisible()) ? page.locator("#notice").innerText() : "");

const isAnswered = (page) => page.locator("#chart svg, #chart table").first().waitFor({ timeout: 5000 });

/** Returns the control of one of some roles that is called so. */
const named = (page, name, roles) => roles.map((role) => page.getByRole(role, { name, exact: true })).reduce((one, other) => one.or(other));

/** Uses a control, and returns what is asked then. Without a refusal there must be a chart. */
async function use(page, label, value, role) {
  await unfold(page);
  const control = named(page, label, role ? [role] : ["combobox", "textbox", "checkbox"]);
  if (role === "button") await control.click();
  else if (typeof value === "boolean") await control.setChecked(value);
  else if ((await control.evaluate((element) => element.tagName)) === "SELECT") await control.selectOption(value);
  else {
    await control.fill(String(value));
    await control.blur();
  }
  assert.equal(await refusal(page), "", `${label} = ${value}`);
  await isAnswered(page);
  return (await asked(page)).source;
}

/** Uses controls one after the other; each leaves what is expected at its path. */
async function run(page, steps) {
  for (const [label, value, path, expected = value, role] of steps) {
    const source = await use(page, label, value, role);
    const found = path.split(".").reduce((tree, name) => tree?.[name], source);
    assert.deepEqual(found ?? null, expected, `${label} = ${value}`);
  }
}

const press = (label, path, expected) => [label, "", path, expected, "button"];
const seen = { kind: "EventsNode", event: "$pageview", name: "$pageview" };
const bought = { kind: "EventsNode", event: "bought", name: "bought" };
const all = { date_from: "all" };

test("series are chosen, counted by every math, named, filtered, doubled, moved and removed", async () => {
  const page = await open({ kind: "TrendsQuery", series: [seen], dateRange: all, unknown: { kept: [1] } });
  await run(page, [
    ["Event A", "event:bought", "series.0.event", "bought"],
    ["Event A", "every", "series.0.event", null],
    ["Event A", "event:signed up", "series.0.name", "signed up"],
  ]);
  for (const math of ["dau", "weekly_active", "monthly_active", "unique_session", "first_time_for_user", "first_matching_event_for_user", "avg_count_per_actor", "median_count_per_actor", "p99_count_per_actor", "total"]) {
    await run(page, [["Count A", math, "series.0.math"]]);
  }
  for (const math of ["sum", "avg", "min", "max", "median", "p75", "p90", "p95", "p99"]) {
    await run(page, [["Count A", math, "series.0", { kind: "EventsNode", event: "signed up", name: "signed up", math, math_property: "amount" }]]);
  }
  await run(page, [
    ["Property A", "session:$session_duration", "series.0.math_property_type", "session_properties"],
    ["Multiply by: series A", "2.5", "series.0.math_multiplier", 2.5],
    ["Count A", "unique_group", "series.0.math_group_type_index", 0],
    ["Count A", "hogql", "series.0.math_hogql", "count()"],
    ["Expression A", "sum(properties.amount)", "series.0.math_hogql"],
    ["Own name of series A", "Money", "series.0.custom_name"],
    press("Add filter to series A", "series.0.properties.0.type", "event"),
    press("Duplicate series A", "series.1.custom_name", "Money"),
    ["Event B", "event:bought", "series.1.event", "bought"],
    press("Move series B up", "series.0.event", "bought"),
  ]);
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("aria-label")), "Move series A down");
  await run(page, [press("Remove series A", "series.length", 1), press("Add series", "series.length", 2)]);
  assert.deepEqual((await asked(page)).source.unknown, { kept: [1] });
});

test("an event that the data does not have can be typed, and steps are dragged to another place", async () => {
  const page = await open({ kind: "FunnelsQuery", series: [seen, bought], dateRange: all });
  await named(page, "Event 1", ["combobox"]).selectOption("another");
  await run(page, [["Name of event 1", "not yet seen", "series.0.event"]]);
  await page.locator(".letter").nth(1).dragTo(page.locator(".series-row").nth(0));
  assert.deepEqual((await asked(page)).source.series.map(({ event }) => event), ["bought", "not yet seen"]);
});

test("filters take properties of all kinds, the operators of their type, and values from the data", async () => {
  const page = await open({ kind: "TrendsQuery", series: [{ ...seen, event: null }], dateRange: all });
  await run(page, [
    press("Add filter", "properties.0.type", "event"),
    ["Property of filter 1", "event:plan", "properties.0.key", "plan"],
    ["Value of filter 1", "team", "properties.0.value", ["team"]],
    ["Value of filter 1", "free", "properties.0.value", ["team", "free"]],
    press("Remove team", "properties.0.value", ["free"]),
    ["Condition of filter 1", "icontains", "properties.0.operator"],
    ["Condition of filter 1", "regex", "properties.0.value", "free"],
    ["Value of filter 1", "^te", "properties.0.value"],
    ["Condition of filter 1", "is_set", "properties.0", { key: "plan", type: "event", operator: "is_set" }],
    ["Condition of filter 1", "exact", "properties.0.operator"],
    ["Property of filter 1", "event:amount", "properties.0.operator", "exact"],
    ["Condition of filter 1", "gt", "properties.0.operator"],
    ["Value of filter 1", "3", "properties.0.value", 3],
    ["Condition of filter 1", "between", "properties.0.value", null],
    ["Lowest value of filter 1", "2", "properties.0.value", [2, 2]],
    ["Highest value of filter 1", "9", "properties.0.value", [2, 9]],
    ["Property of filter 1", "event:paid", "properties.0.operator", "exact"],
    ["Value of filter 1", "true", "properties.0.value", ["true"]],
    ["Property of filter 1", "event:since", "properties.0.operator", "exact"],
    ["Condition of filter 1", "is_date_after", "properties.0.operator"],
    ["Value of filter 1", "-1y", "properties.0.value"],
    ["Property of filter 1", "person:country", "properties.0.type", "person"],
    ["Value of filter 1", "FR", "properties.0.value", ["FR"]],
    ["Property of filter 1", "session:$session_duration", "properties.0.type", "session"],
    ["Property of filter 1", "element:text", "properties.0.type", "element"],
    ["Property of filter 1", "event_metadata:distinct_id", "properties.0.type", "event_metadata"],
    ["Property of filter 1", "cohort:id", "properties.0.operator", "in"],
    ["Property of filter 1", "hogql:", "properties.0.type", "hogql"],
    ["Expression of filter 1", "properties.amount > 3", "properties.0.key"],
    ["Property of filter 1", "event:plan", "properties.0.key", "plan"],
    ["Value of filter 1", "team", "properties.0.value", ["team"]],
    press("Add group", "properties.type", "OR"),
    ["Match filters", "AND", "properties.type"],
    ["Property of filter 2.1", "event:paid", "properties.values.1.values.0.key", "paid"],
    press("Remove filter 2.1", "properties.0.key", "plan"),
    ["Leave out test accounts", true, "filterTestAccounts"],
    press("Remove filter 1", "properties", null),
  ]);
  await unfold(page);
  await page.getByRole("button", { name: "Add filter", exact: true }).click();
  await named(page, "Property of filter 1", ["combobox"]).selectOption("event:*");
  await run(page, [["Name for property of filter 1", "unheard of", "properties.0.key"]]);
});

test("figures are broken down by up to three properties, by bins, cohorts and expressions", async () => {
  const page = await open({ kind: "TrendsQuery", series: [seen], dateRange: all });
  await run(page, [
    ["Break down by", "event:plan", "breakdownFilter", { breakdown: "plan", breakdown_type: "event" }],
    ["Break down by", "person:country", "breakdownFilter.breakdown_type", "person"],
    ["Break down by", "hogql:", "breakdownFilter.breakdown_type", "hogql"],
    ["Expression", "properties.plan", "breakdownFilter.breakdown"],
    ["Break down by", "cohort:id", "breakdownFilter.breakdown", ["all"]],
    ["Break down by", "event:$current_url", "breakdownFilter.breakdown", "$current_url"],
    ["Without slashes at the end", true, "breakdownFilter.breakdown_normalize_url"],
    ["Break down by", "event:amount", "breakdownFilter", { breakdown: "amount", breakdown_type: "event" }],
    ["Bins", "4", "breakdownFilter.breakdown_histogram_bin_count", 4],
    press("Add breakdown", "breakdownFilter.breakdowns.length", 2),
    press("Add breakdown", "breakdownFilter.breakdowns.length", 3),
    ["Most values", "2", "breakdownFilter.breakdown_limit", 2],
    ["Leave out all other values", true, "breakdownFilter.breakdown_hide_other_aggregation"],
    press("Remove breakdown 3", "breakdownFilter.breakdowns.length", 2),
    press("Remove breakdown 2", "breakdownFilter.breakdown", "amount"),
    ["Break down by", "", "breakdownFilter.breakdown", null],
  ]);
  assert.equal(await page.getByRole("button", { name: "Add breakdown" }).count(), 0);
});

test("the range is a preset, dates or relative, exact or not, and compared with another", async () => {
  const page = await open({ kind: "TrendsQuery", series: [seen], dateRange: all });
  await run(page, [
    ["Range", "-30d", "dateRange.date_from"],
    ["Range", "-1mStart -1mEnd", "dateRange", { date_from: "-1mStart", date_to: "-1mEnd" }],
    ["Range", "dates", "dateRange.date_to", "2026-02-13"],
    ["From", "2026-01-10", "dateRange.date_from"],
    ["Take both ends exactly, without rounding to whole days", true, "dateRange.explicitDate"],
    ["To", "2026-01-20T12:00:00", "dateRange.date_to"],
    ["Range", "relative", "dateRange.date_from", "-28d"],
    ["From", "-3w", "dateRange.date_from"],
    ["Interval", "week", "interval"],
    ["Leave out the period that is not over", true, "dateRange.excludeIncompletePeriods"],
    ["Interval", "day", "interval"],
    ["Sat", false, "dateRange.daysOfWeek", [1, 2, 3, 4, 5, 7]],
    ["Sat", true, "dateRange.daysOfWeek", null],
    ["Compare with", "previous", "compareFilter", { compare: true }],
    ["Compare with", "-1w", "compareFilter", { compare: true, compare_to: "-1w" }],
    ["Compare with", "", "compareFilter", null],
  ]);
});

test("trends are shown in each way, with formulas, axes, lines and goals", async () => {
  const page = await open({ kind: "TrendsQuery", series: [seen, bought], dateRange: all, trendsFilter: { unknown: 1, formula: "A + B" } });
  for (const display of ["ActionsAreaGraph", "ActionsBar", "ActionsUnstackedBar", "ActionsLineGraphCumulative", "SlopeGraph", "BoxPlot", "BoldNumber", "ActionsBarValue", "ActionsPie", "ActionsTable", "CalendarHeatmap", "ActionsLineGraph"]) {
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
    ...["duration", "duration_ms", "percentage", "percentage_scaled", "currency", "short", "numeric"].map((unit) => ["Unit", unit, "trendsFilter.aggregationAxisFormat"]),
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
  const page = await open({ kind: "RetentionQuery", dateRange: { date_from: "-20d" }, retentionFilter: { targetEntity: { id: "$pageview", type: "events", unknown: 1 }, returningEntity: { id: "bought", type: "events" } } });
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

test("each kind answers when it is chosen, keeps nobody out, and fits a phone", async () => {
  for (const [width, colorScheme] of [[1280, "light"], [390, "dark"]]) {
    const page = await open();
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 844 });
    for (const kind of ["Funnel", "Retention", "Paths", "Stickiness", "Lifecycle", "SQL", "Trends"]) {
      await page.getByRole("radio", { name: kind, exact: true }).check({ force: true });
      await unfold(page);
      await isAnswered(page);
      assert.equal(await refusal(page), "", kind);
      assert.deepEqual(await barriers(page), [], `${kind} at ${width}, ${colorScheme}`);
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width, `${kind} at ${width}`);
    }
    await page.close();
  }
});

test("what is refused stays as it was typed, with the reason beside it, until it is mended", async () => {
  const page = await open({ kind: "TrendsQuery", series: [seen], dateRange: all });
  await unfold(page);
  const smooth = page.getByLabel("Smooth over");
  await smooth.fill("many");
  await named(page, "Interval", ["combobox"]).selectOption("week");
  assert.equal(await smooth.inputValue(), "many");
  await smooth.focus();
  await smooth.blur();
  await named(page, "Interval", ["combobox"]).selectOption("month");
  assert.equal(await smooth.inputValue(), "many");
  assert.match(await page.locator(".control", { has: smooth }).innerText(), /whole number of at least 1/);
  assert.equal((await asked(page)).source.interval, "month");
  await run(page, [["Smooth over", "2", "trendsFilter.smoothingIntervals", 2]]);
  assert.equal(await page.locator("#editor .problem").count(), 0);

  await page.getByRole("button", { name: "Add formula" }).click();
  const formula = named(page, "Formula 1", ["textbox"]);
  await formula.fill("A +");
  await formula.blur();
  assert.equal(await formula.inputValue(), "A +");
  assert.match(await page.locator(".control", { has: formula }).locator(".problem").innerText(), /\w/);
  assert.equal(await formula.getAttribute("aria-invalid"), "true");
  await run(page, [["Formula 1", "A + 1", "trendsFilter.formulaNodes.0.formula"]]);

  const json = page.getByLabel("The query as JSON");
  await json.fill('{"kind": "TrendsQuery", ');
  await json.blur();
  assert.equal(await json.inputValue(), '{"kind": "TrendsQuery", ');
  assert.match(await page.locator(".control", { has: json }).locator(".problem").innerText(), /JSON/);
  await json.fill(JSON.stringify({ kind: "InsightVizNode", source: { kind: "LifecycleQuery", series: [seen], dateRange: all, interval: "week" } }));
  await json.blur();
  assert.ok(await page.getByRole("radio", { name: "Lifecycle" }).isChecked());
  await json.fill(JSON.stringify({ kind: "InsightVizNode", source: { kind: "TrendsQuery", series: [{ kind: "Nonsense" }] } }));
  await json.blur();
  assert.match(await page.locator(".control", { has: json }).locator(".problem").innerText(), /Nonsense/);
});

test("a click beside a line that was typed in does both", async () => {
  const page = await open({ kind: "TrendsQuery", series: [seen], dateRange: all });
  await unfold(page);
  await page.getByLabel("Own name of series A").fill("Views");
  await page.getByRole("button", { name: "Add series" }).click();
  assert.deepEqual((await asked(page)).source.series.map(({ custom_name }) => custom_name), ["Views", undefined]);
});
