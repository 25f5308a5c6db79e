// The tables of DuckDB, in the browser and natively: made alike, as a good user would.
//
// Columns of few different values are enumerations, persons are numbers, and rows lie in order of time.

/** The properties of codes, with the column and the type of each. */
const ENUMERATIONS = { event: "event", $browser: "browser", utm_source: "source", $geoip_country_code: "country", $current_url: "url" };

/** What is read into `raw_events`: one column of codes or numbers each. */
export const RAW = ["timestamp", "load_time", "distinct_id", ...Object.keys(ENUMERATIONS)];

/**
 * Returns the statements that make `events` and `persons` of `raw_events` and `raw_persons`.
 *
 * @param {{columns: {name: string, values: string[]}[]}} manifest
 */
export function statements(manifest) {
  const values = (name) => manifest.columns.find((column) => column.name === name).values;
  const quoted = (text) => `'${text.replaceAll("'", "''")}'`;
  const entries = Object.entries(ENUMERATIONS);
  const types = entries.map(([name, type]) => `CREATE TYPE "${type}" AS ENUM (${values(name).map(quoted).join(", ")})`);
  // A code of 0 is before the first value: null.
  const columns = entries.map(([name, type]) => `enum_range(NULL::"${type}")["${name}"]::"${type}" AS "${type}"`);
  return [
    ...types,
    `CREATE TABLE events AS SELECT epoch_ms("timestamp"::BIGINT) AS timestamp, distinct_id::INTEGER AS person, ${columns.join(", ")},
      CASE WHEN NOT isnan(load_time) THEN load_time END AS load_time FROM raw_events`,
    "CREATE TABLE persons AS SELECT person::INTEGER AS person, epoch_ms(created_at::BIGINT) AS created_at FROM raw_persons",
    "DROP TABLE raw_events",
    "DROP TABLE raw_persons",
  ];
}

/**
 * Returns the raw columns.
 *
 * @param {{columns: {name: string, bytes: number}[]}} manifest
 * @param {(name: string) => Promise<ArrayBuffer>} read
 */
export async function rawColumns(manifest, read) {
  const widths = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array };
  const kind = (name) => widths[manifest.columns.find((column) => column.name === name)?.bytes] ?? Float64Array;
  const column = async (name) => [name, new (kind(name))(await read(name))];
  const [, createdAt] = await column("created_at");
  return {
    events: Object.fromEntries(await Promise.all(RAW.map(column))),
    persons: { person: Uint32Array.from(createdAt, (_, row) => row + 1), created_at: createdAt },
  };
}
