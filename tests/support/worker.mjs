// A Worker with test hooks, as the tests talk to it: as who may do everything.

import assert from "node:assert/strict";

/** Returns what talks to the Worker at an address: `setUp` writes its stores anew, `ask` asks as the owner of the key then made. */
export function workerAt(url = process.env.ORIEL_URL) {
  let key = "";

  /** Returns the JSON of an answer, which must be a success. */
  async function ask(method, path, body) {
    const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
    const response = await fetch(url + path, { method, headers, body: JSON.stringify(body) });
    assert.ok(response.ok, `${path}: ${response.status} ${await response.clone().text()}`);
    return response.status === 204 ? null : response.json();
  }

  /** Writes a state in the place of everything, and returns what was made of it. */
  async function setUp({ keys = [], ...state } = {}) {
    const all = [{ ref: "full", user: "user1", scopes: ["*"] }, ...keys];
    const made = await ask("POST", "/_oriel/test/setup", { reset: true, state: { ...state, keys: all } });
    key = made.key.full;
    return made;
  }

  return { url, ask, setUp };
}
