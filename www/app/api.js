// @ts-check
/** Talks to the server: signing in, insights, events, sharing. @module */

/**
 * @typedef {object} Place a project
 * @property {number} id
 * @property {string} name
 * @property {string} timezone
 * @property {0 | 1} week_start_day
 * @property {object[]} test_account_filters
 * @property {object[]} path_cleaning_filters
 *
 * @typedef {object} Insight
 * @property {number} id
 * @property {string} short_id
 * @property {string | null} name
 * @property {string | null} derived_name
 * @property {string | null} description
 * @property {import("./query.js").Query | null} query
 *
 * @typedef {object} Sharing
 * @property {boolean} enabled
 * @property {string} access_token
 */

const KEY = "oriel-key";

/** What the server refused, in its words. */
export class Refusal extends Error {
  /**
   * @param {number} status
   * @param {string} detail
   * @param {string | null} field
   */
  constructor(status, detail, field) {
    super(detail);
    this.status = status;
    this.field = field;
  }
}

/**
 * Returns the response to a request.
 *
 * @param {string} method
 * @param {string} path
 * @param {object} [body]
 * @throws {Refusal} if the server answers anything but success
 */
async function ask(method, path, body) {
  const key = sessionStorage.getItem(KEY);
  const headers = new Headers(body && { "content-type": "application/json" });
  if (key) headers.set("authorization", `Bearer ${key}`);
  const response = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
  if (response.ok) return response;
  const refusal = await response.json().catch(() => ({}));
  throw new Refusal(response.status, refusal.detail ?? `The server answered ${response.status}.`, refusal.attr ?? null);
}

/**
 * Signs in with a personal API key, for which the server gives a cookie that scripts cannot read. Where the
 * browser keeps no such cookie (plain HTTP to another machine), the key stays in this tab.
 *
 * @param {string} key
 */
export async function signIn(key) {
  sessionStorage.removeItem(KEY);
  await ask("POST", "/api/session", { personal_api_key: key });
  if (!(await isSignedIn())) sessionStorage.setItem(KEY, key);
}

/** Returns whether the server knows who asks. */
export async function isSignedIn() {
  try {
    await ask("GET", "/api/session");
    return true;
  } catch (error) {
    if (error instanceof Refusal && [401, 403].includes(error.status)) return false;
    throw error;
  }
}

/** Signs out. */
export async function signOut() {
  await ask("DELETE", "/api/session");
  sessionStorage.removeItem(KEY);
}

/** @returns {Promise<Place>} the caller's project */
export async function place() {
  return (await ask("GET", "/api/projects/@current/")).json();
}

/**
 * Returns the saved insights of a project that ask something.
 *
 * @param {Place} place
 * @returns {Promise<Insight[]>}
 */
export async function insights(place) {
  const page = await ask("GET", `/api/projects/${place.id}/insights/?saved=true&basic=true&limit=200`);
  /** @type {Insight[]} */
  const results = (await page.json()).results;
  return results.filter((insight) => insight.query);
}

/**
 * Returns the events of a project in capture format.
 *
 * @param {Place} place
 */
export async function events(place) {
  const response = await ask("GET", `/api/projects/${place.id}/events/export/`);
  return new Uint8Array(await response.arrayBuffer());
}

/**
 * Makes a new insight.
 *
 * @param {Place} place
 * @param {{name: string, query: object}} insight
 * @returns {Promise<Insight>}
 */
export async function create(place, insight) {
  return (await ask("POST", `/api/projects/${place.id}/insights/`, { ...insight, saved: true })).json();
}

/**
 * Saves what an insight asks.
 *
 * @param {Place} place
 * @param {Insight} insight
 * @param {object} query
 */
export async function save(place, insight, query) {
  await ask("PATCH", `/api/projects/${place.id}/insights/${insight.id}/`, { query });
}

/**
 * Returns how an insight is shared, after switching it on if that is wanted.
 *
 * @param {Place} place
 * @param {Insight} insight
 * @param {"as it is" | "on" | "off"} wanted
 * @returns {Promise<Sharing>}
 */
export async function sharing(place, insight, wanted) {
  const path = `/api/projects/${place.id}/insights/${insight.id}/sharing/`;
  const answer = wanted === "as it is" ? ask("GET", path) : ask("PATCH", path, { enabled: wanted === "on" });
  return (await answer).json();
}
