// Native DuckDB, in memory, on all cores.

import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";

import { DOUBLE, DuckDBDataChunk, DuckDBInstance, UINTEGER } from "@duckdb/node-api";
import { rawColumns, statements } from "./tables.mjs";
import { timed } from "./timing.mjs";

/** The most rows of a chunk. */
const CHUNK = 2048;

/** A database that holds the events. */
export class NativeDuckDb {
  #connection;

  constructor(connection) {
    this.#connection = connection;
  }

  /**
   * Opens a database with the events of a folder.
   *
   * @param {string} folder
   */
  static async open(folder) {
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    const manifest = JSON.parse(await readFile(join(folder, "manifest.json"), "utf8"));
    const bytes = async (name) => new Uint8Array(await readFile(join(folder, name))).buffer;
    const raw = await rawColumns(manifest, bytes);
    await append(connection, "raw_events", raw.events);
    await append(connection, "raw_persons", raw.persons);
    for (const statement of statements(manifest)) await connection.run(statement);
    return new NativeDuckDb(connection);
  }

  async title() {
    const [[version]] = (await this.#connection.runAndReadAll("SELECT version()")).getRows();
    return `native DuckDB ${version} on ${availableParallelism()} cores`;
  }

  async ask(sql) {
    const { answer, ...times } = await timed(() => this.#connection.runAndReadAll(sql));
    return { ...times, answer: answer.getRowsJson() };
  }

  close() {
    this.#connection.closeSync();
  }
}

async function append(connection, table, columns) {
  const names = Object.keys(columns);
  const types = names.map((name) => (columns[name] instanceof Float64Array ? DOUBLE : UINTEGER));
  await connection.run(`CREATE TABLE ${table} (${names.map((name, column) => `"${name}" ${types[column]}`).join(", ")})`);
  const appender = await connection.createAppender(table);
  const rows = columns[names[0]].length;
  for (let first = 0; first < rows; first += CHUNK) {
    const chunk = DuckDBDataChunk.create(types);
    chunk.setColumns(names.map((name) => [...columns[name].subarray(first, first + CHUNK)]));
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}
