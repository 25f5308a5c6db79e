// DuckDB-WASM in a page: in memory, in its worker, filled from Arrow.

import * as duckdb from "@duckdb/duckdb-wasm";
import { DataType, tableFromArrays, tableToIPC } from "apache-arrow";

import { rawColumns, statements } from "../tables.mjs";
import { timed } from "../timing.mjs";
import { manifest, read } from "./data.mjs";

let connection;

globalThis.fill = async () => {
  const worker = new Worker("/duckdb/duckdb-browser-eh.worker.js");
  const database = new duckdb.AsyncDuckDB(new duckdb.VoidLogger(), worker);
  await database.instantiate(new URL("/duckdb/duckdb-eh.wasm", location.href).href);
  connection = await database.connect();
  const raw = await rawColumns(manifest, read);
  await insert("raw_events", raw.events);
  await insert("raw_persons", raw.persons);
  for (const statement of statements(manifest)) await connection.query(statement);
  return { title: `DuckDB-WASM ${duckdb.PACKAGE_VERSION} (DuckDB ${await database.getVersion()})` };
};

globalThis.ask = async ({ sql }) => {
  const { answer, ...times } = await timed(() => connection.query(sql));
  return { ...times, answer: rows(answer) };
};

async function insert(name, columns) {
  await connection.insertArrowFromIPCStream(tableToIPC(tableFromArrays(columns), "stream"), { name, create: true });
}

/** Returns a table as arrays of plain values, dates as text. */
function rows(table) {
  const { fields } = table.schema;
  const plain = (value, { type }) => {
    if (DataType.isDate(type)) return new Date(Number(value)).toISOString().slice(0, 10);
    return typeof value === "bigint" ? Number(value) : value;
  };
  return table.toArray().map((row) => fields.map((field) => plain(row[field.name], field)));
}
