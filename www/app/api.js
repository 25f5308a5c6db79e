// @ts-check
/** Talks to the server: requests, signing in, environments. What they are about is in `api/`. @module */

/**
 * @typedef {object} Place an environment
 * @property {number} id
 * @property {string} name
 * @property {string} timezone
 * @property {string} api_token public: by it events are sent
 * @property {0 | 1} week_start_day
 * @property {object[]} test_account_filters
 * @property {object[]} path_cleaning_filters
 *
 * @typedef {object} User
 * @property {number} id
 * @property {string} first_name
 * @property {string} email
 *
 * @typedef {{count: number, results: any[]}} Listed
 */

const KEY = "oriel-key";

/** What the server refused, in its words. */
export class Refusal extends Error {
  /**
   * @param {number} status
   * @param {string} detail
   * @param {string | null} field
   * @param {string} code
   */
  constructor(status, detail, field, code) {
    super(detail);
    this.status = status;
    this.code = code;
    this.field = field;
  }
}

/** Whether the server refused because nobody is signed in, or no longer. @param {unknown} error */
export const isSignedOut = (error) => error instanceof Refusal && error.code === "not_authenticated";

/** The server could not be reached. */
class Unreachable extends Error {
  constructor() {
    super(navigator.onLine ? "The server does not answer." : "You are offline.");
  }
}

/**
 * Returns the response to a request.
 *
 * @param {string} method
 * @param {string} path
 * @param {object} [body]
 * @param {AbortSignal} [signal]
 * @param {Record<string, string>} [more] headers
 * @throws {Refusal} if the server answers anything but success
 * @throws {Unreachable} if it does not answer
 */
export async function ask(method, path, body, signal, more) {
  const key = sessionStorage.getItem(KEY);
  const headers = new Headers({ ...more, ...(body && { "content-type": "application/json" }) });
  if (key) headers.set("authorization", `Bearer ${key}`);
  const response = await fetch(path, { method, headers, body: body && JSON.stringify(body), signal }).catch((error) => {
    throw error.name === "AbortError" ? error : new Unreachable();
  });
  if (response.ok) return response;
  const refusal = await response.json().catch(() => ({}));
  const detail = refusal.detail ?? refusal.error ?? `The server answered ${response.status}.`;
  throw new Refusal(response.status, detail, refusal.attr ?? null, refusal.code ?? "");
}

/**
 * Returns what the server answers to a request, as JSON.
 *
 * @param {string} method
 * @param {string} path
 * @param {object} [body]
 * @param {AbortSignal} [signal]
 * @returns {Promise<any>}
 */
export const answerTo = async (method, path, body, signal) => (await ask(method, path, body, signal)).json();

/**
 * Returns the path of something in an environment.
 *
 * @param {Place} place
 * @param {string} path
 */
export const within = (place, path) => `/api/environments/${place.id}/${path}`;

/**
 * Signs in with a personal API key, for which the server gives a cookie that scripts cannot read. Where the
 * browser keeps no such cookie (plain HTTP to another machine), the key stays in this tab.
 *
 * @param {string} key
 */
export async function signIn(key) {
  sessionStorage.removeItem(KEY);
  await ask("POST", "/api/session/", { personal_api_key: key });
  if (!(await user())) sessionStorage.setItem(KEY, key);
}

/** @returns {Promise<User | undefined>} who is signed in, if anybody is */
export async function user() {
  try {
    return (await answerTo("GET", "/api/session/")).user;
  } catch (error) {
    if (error instanceof Refusal && [401, 403].includes(error.status)) return undefined;
    throw error;
  }
}

/** Signs out. */
export async function signOut() {
  await ask("DELETE", "/api/session/");
  sessionStorage.removeItem(KEY);
}

/**
 * Returns an environment.
 *
 * @param {string} id a number, or nothing for the one that is the caller's
 * @returns {Promise<Place>}
 */
export const place = (id) => answerTo("GET", `/api/environments/${id || "@current"}/`);

/** @returns {Promise<Place[]>} the environments that the caller may enter */
export const places = async () => (await answerTo("GET", "/api/environments/?limit=200")).results;
