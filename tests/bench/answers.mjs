// Answers as plain numbers by key, so that those of different engines can be compared.

/** By how much two numbers may differ, as a share of them: sums are added up in different orders. */
const TOLERANCE = 1e-9;

/** How the results of a node become `[key…, number]` rows. */
const ROWS = {
  TrendsQuery: (rows) => rows.flatMap((row) => row.data.map((figure, index) => [...value(row), row.days[index], figure])),
  LifecycleQuery: (rows) => rows.flatMap((row) => row.data.map((figure, index) => [row.status, row.days[index], figure])),
  StickinessQuery: (rows) => rows.flatMap((row) => row.data.map((figure, index) => [row.days[index], figure])),
  FunnelsQuery: (steps) => steps.map((step) => [step.order, step.count]),
  RetentionQuery: (rows) =>
    rows.flatMap((row) => row.values.map((cell, index) => [row.date.slice(0, 10), index, cell.count])),
  PathsQuery: (edges) => edges.map((edge) => [edge.source, edge.target, edge.value]),
};

function value(row) {
  return row.breakdown_value === undefined ? [] : [String(row.breakdown_value)];
}

/** Returns the numbers of a response of Oriel's by key. */
export function ofOriel(kind, response) {
  return keyed(ROWS[kind](response.results));
}

/** Returns the numbers of the rows of a table by key: its last column by the others. */
export function ofRows(kind, rows) {
  return keyed(kind === "PathsQuery" ? reached(rows) : rows);
}

/** Returns the edges that a first item leads to: a path is not shown from its middle on. */
function reached(edges) {
  const position = ([source]) => Number.parseInt(source, 10);
  const items = new Set();
  return [...edges]
    .sort((one, other) => position(one) - position(other))
    .filter((edge) => {
      const [source, target] = edge;
      const isReached = position(edge) === 1 || items.has(source);
      if (isReached) items.add(target);
      return isReached;
    });
}

function keyed(rows) {
  // What is zero in one table may be missing in another.
  const numbers = rows.map((row) => [row.slice(0, -1).map(String).join(" "), Number(row.at(-1))]);
  return new Map(numbers.filter(([, number]) => number !== 0));
}

/** Says in which numbers two answers differ. */
export function differences(ours, theirs) {
  const wrong = [];
  for (const key of new Set([...ours.keys(), ...theirs.keys()])) {
    const [one, other] = [ours.get(key) ?? 0, theirs.get(key) ?? 0];
    if (!(Math.abs(one - other) <= TOLERANCE * Math.max(Math.abs(one), Math.abs(other)))) wrong.push(`  ${key}: ${one} and ${other}`);
  }
  return wrong;
}
