// The CSV files of the web app: a reader's own events, read without a server, and figures, written as the server does.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";

import { root } from "../support/browser.mjs";

const app = (name) => import(join(root, "www/app", name));
const { csvOfRows } = await app("csv.js");
const { readEvents } = await app("file.js");

/** Returns the events of a CSV with such times. */
async function eventsAt(...times) {
  const text = ["event,user,time", ...times.map((time) => `seen,ada,"${time}"`)].join("\n");
  const lines = new TextDecoder().decode(await readEvents(new File([text], "events.csv")));
  return lines.split("\n").map((line) => JSON.parse(line));
}

test("times are written as the engine reads them, those that name no zone in UTC", async () => {
  const times = {
    "2026-03-04T10:15:00.123456Z": "2026-03-04T10:15:00.123456Z",
    "2026-03-04 10:15:00+01": "2026-03-04 10:15:00+01",
    "2026-03-04": "2026-03-04",
    "2026-03-04 9:15": "2026-03-04T09:15:00.000Z",
    "3/4/2026 10:15": "2026-03-04T10:15:00.000Z",
    "Mar 4, 2026 10:15 PM": "2026-03-04T22:15:00.000Z",
    "2026-03-04 10:15:00 UTC": "2026-03-04T10:15:00.000Z",
    "Wed Mar 04 2026 10:15:00 GMT+0100 (CET)": "2026-03-04T09:15:00.000Z",
    1772619300: "2026-03-04T10:15:00.000Z",
    1772619300000: "2026-03-04T10:15:00.000Z",
  };
  const events = await eventsAt(...Object.keys(times));
  assert.deepEqual(events.map(({ timestamp }) => timestamp), Object.values(times));
});

test("what is no time is refused with its row", async () => {
  for (const time of ["", "soon", "session 5", "2026-13-01 10:00", "13/32/2026"]) {
    await assert.rejects(eventsAt("2026-03-04", time), /^Error: Row 3 of the file has no time in its column time/, time);
  }
});

test("a spreadsheet takes no cell for a formula, and numbers for numbers", () => {
  const formulas = ["=1+1", "+cmd", "-cmd|' /C calc'!A0", "@SUM(A1)", "\tx", "\rx", "-"];
  for (const text of formulas) assert.match(csvOfRows([[text]]), /^"?'/, text);
  const numbers = ["-5", "+1.5", "-1e-7", "-.5", "-12%", "-$5.20", "-12 345,5"];
  for (const text of numbers) assert.doesNotMatch(csvOfRows([[text]]), /'/, text);
  assert.equal(csvOfRows([["", "a, b"], ['say "x"', "-1,234"]]), ',"a, b"\r\n"say ""x""","-1,234"\r\n');
});
