// Oriel's browser module in a page.

import init, { Dataset, evaluate } from "/oriel/index.js";

import { rawColumns } from "../tables.mjs";
import { timed, timedAgain } from "../timing.mjs";
import { manifest, read } from "./data.mjs";

let dataset;

globalThis.fill = async () => {
  await init();
  const { events, persons } = await rawColumns(manifest, read);
  const coded = (name) => ({
    codes: events[name],
    values: [null, ...manifest.columns.find((column) => column.name === name).values],
  });
  const properties = { load_time: events.load_time };
  for (const name of ["$browser", "utm_source", "$geoip_country_code", "$current_url"]) properties[name] = coded(name);
  const columns = { event: coded("event"), timestamp: events.timestamp, distinct_id: coded("distinct_id"), properties };
  const started = performance.now();
  dataset = Dataset.fromColumns(columns);
  const opened = performance.now() - started;
  const ids = columns.distinct_id.values;
  const person = (person, row) => ({
    distinct_ids: [ids[person]],
    created_at: new Date(persons.created_at[row]).toISOString(),
  });
  dataset.define({ persons: Array.from(persons.person, person) });
  return { title: "Oriel", events: dataset.length, opened, ndjson: await ndjson(), passes: await passes(events) };
};

const asking = (query, now) => () => evaluate(dataset, query, { now, weekStartDay: 1 });

globalThis.ask = ({ query }, now) => timed(asking(query, now));

globalThis.askAgain = ({ query }, now, length) => timedAgain(asking(query, now), length);

/** Returns how many megabytes of events in capture format load in a second. */
async function ndjson() {
  const bytes = new Uint8Array(await read("events.ndjson"));
  const { median } = await timed(() => Dataset.fromNdjson(bytes).free());
  return bytes.length / 1e6 / (median / 1e3);
}

/** Returns how long one pass takes over the columns that a daily count names: nothing can count in less. */
async function passes({ event, timestamp }) {
  const { instance } = await WebAssembly.instantiateStreaming(fetch("/pages/pass.wasm"));
  const { memory, count } = instance.exports;
  const pass = async (columns) => {
    const length = columns.reduce((sum, column) => sum + column.byteLength, 0);
    memory.grow(Math.max(0, Math.ceil((length - memory.buffer.byteLength) / 65_536) + 1));
    let at = 0;
    for (const column of columns) {
      new Uint8Array(memory.buffer, at, column.byteLength).set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
      at += column.byteLength;
    }
    const end = length - (length % 16);
    return { bytes: length, median: (await timed(() => count(0, end, 1))).median };
  };
  return { event: await pass([event]), both: await pass([event, timestamp]) };
}
