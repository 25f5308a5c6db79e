// The editor of the web app in Chromium, over a file of events: what every kind of insight has. Each control writes what its
// field is called, and the chart answers.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";

import { barriers, root } from "../support/browser.mjs";
import { all, asked, bought, isAnswered, named, open, press, refusal, run, seen, unfold } from "../support/editor.mjs";

test("series are chosen, counted by every math, named, filtered, doubled, moved and removed", async () => {
  const page = await open({ kind: "TrendsQuery", series: [seen], dateRange: all, unknown: { kept: [1] } });
  await run(page, [
    ["Event A", "event:bought", "series.0.event", "bought"],
    ["Event A", "every", "series.0.event", null],
    ["Event A", "event:signed up", "series.0.name", "signed up"],
  ]);
  for (const math of [
    "dau",
    "weekly_active",
    "monthly_active",
    "unique_session",
    "first_time_for_user",
    "first_matching_event_for_user",
    "avg_count_per_actor",
    "median_count_per_actor",
    "p99_count_per_actor",
    "total",
  ]) {
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
  await named(page, "Event B", ["combobox"]).selectOption("action");
  await run(page, [
    ["Event B, by number", "7", "series.1.id", 7],
    press("Remove series B", "series.length", 1),
    press("Count another event in series A", "series.0.kind", "GroupNode"),
    ["Event A, or 2", "event:$pageview", "series.0.nodes.1.event", "$pageview"],
    press("Add filter to event 2 of series A", "series.0.nodes.1.properties.length", 1),
    ["Count A", "avg", "series.0.math"],
    press("Leave out event a", "series.0.kind", "EventsNode"),
    press("Add series", "series.length", 2),
  ]);
  assert.deepEqual((await asked(page)).source.unknown, { kept: [1] });
});

test("an event that the data does not have can be typed, and steps are dragged to another place", async () => {
  const page = await open({ kind: "FunnelsQuery", series: [seen, bought], dateRange: all });
  await named(page, "Event 1", ["combobox"]).selectOption("another");
  await run(page, [["Event 1, by name", "not yet seen", "series.0.event"]]);
  await page.locator(".letter").nth(1).dragTo(page.locator(".series-row").nth(0));
  assert.deepEqual(
    (await asked(page)).source.series.map(({ event }) => event),
    ["bought", "not yet seen"],
  );
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
    press("Add filter to group 2", "properties.values.1.values.length", 2),
    ["Match group 2", "OR", "properties.values.1.type"],
    press("Remove filter 2.2", "properties.values.1.values.length", 1),
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

test("each kind answers when it is chosen, keeps nobody out, and fits a phone", async () => {
  const demo = join(root, "demo/git-history.ndjson.gz");
  for (const [width, colorScheme, file] of [
    [1280, "light"],
    [390, "dark", demo],
  ]) {
    const page = await open(undefined, file);
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 844 });
    // A narrow window folds the question away, a moment later.
    await page.waitForFunction((isWide) => document.querySelector(".asking").open === isWide, width === 1280);
    await unfold(page);
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

  await named(page, "Count A", ["combobox"]).selectOption("hogql");
  const expression = named(page, "Expression A", ["textbox"]);
  await expression.fill("sum(");
  await expression.blur();
  assert.match(await page.locator(".control", { has: expression }).locator(".problem").innerText(), /character/);
  await run(page, [["Expression A", "count()", "series.0.math_hogql"]]);

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
  assert.deepEqual(
    (await asked(page)).source.series.map(({ custom_name }) => custom_name),
    ["Views", undefined],
  );
});

test("kinds are changed by the keyboard alone, and the focus stays where it is", async () => {
  const page = await open({ kind: "TrendsQuery", series: [seen, bought], dateRange: all });
  await page.getByRole("radio", { name: "Trends" }).focus();
  await page.keyboard.press("ArrowRight");
  assert.equal((await asked(page)).source.kind, "FunnelsQuery");
  assert.equal(await page.evaluate(() => document.activeElement?.value), "FunnelsQuery");
  await page.keyboard.press("ArrowLeft");
  assert.deepEqual((await asked(page)).source, { kind: "TrendsQuery", series: [seen, bought], dateRange: all });
});
