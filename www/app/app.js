// @ts-check
/**
 * The web app: finds out who asks and where, and shows the page that the address names.
 *
 * A page is a function that fills the page once it has what it needs, and returns what it does when only the way it
 * is looked at changes, and when it is left.
 * @module
 */

import * as api from "./api.js";
import { byId } from "./dom.js";
import { takeFiles } from "./file.js";
import { showDashboard } from "./pages/dashboard.js";
import { showDashboards } from "./pages/dashboards.js";
import { showInsight } from "./pages/insight.js";
import { showInsights } from "./pages/insights.js";
import { showNothing } from "./pages/nothing.js";
import { showSignIn } from "./pages/sign-in.js";
import { closeDialogs } from "./parts/dialog.js";
import { go, hashOf, here, leaveAt, listen, scrollHere } from "./router.js";
import { listenToMenu, sayDone, showBar, tell } from "./shell.js";
import { FileSource } from "./source/file.js";
import { ServerSource } from "./source/server.js";

/** @typedef {import("./router.js").Address} Address */
/** @typedef {import("./source.js").Source} Source */

/**
 * @typedef {object} Shown a page that is shown
 * @property {(address: Address) => void} [look] the address changed, and still names this page
 * @property {() => void} [leave]
 *
 * @typedef {object} Context
 * @property {Source} source
 * @property {api.User | undefined} user
 * @property {AbortSignal} left is aborted once the page is left
 * @property {() => void} expire asks for a key, since the session ended
 *
 * @typedef {(context: Context, address: Address) => Shown | void | Promise<Shown | void>} Page
 */

/** @type {Record<string, {all: Page, one: Page}>} */
const PAGES = {
  insights: { all: showInsights, one: showInsight },
  dashboards: { all: showDashboards, one: showDashboard },
};

/** @type {api.User | undefined} */
let user;
/** @type {api.Place[]} */
let places = [];
/** @type {FileSource | undefined} what was opened by the reader */
let file;
/** @type {ServerSource | undefined} */
let server;
/** @type {{name: string, hash: string, shown: Shown | void, left: AbortController} | undefined} */
let present;

/** Shows what the address names. */
async function follow() {
  const address = here();
  const name = hashOf({ ...address, parameters: undefined });
  if (present?.name === name) {
    present.hash = location.hash;
    return present.shown?.look?.(address);
  }
  leave();
  const left = new AbortController();
  present = { name, hash: location.hash, shown: undefined, left };
  byId("page").setAttribute("aria-busy", "true");
  tell();
  try {
    const source = await sourceOf(address);
    if (left.signal.aborted) return;
    showBar(source, user ? places : []);
    const context = { source: /** @type {Source} */ (source), user, left: left.signal, expire };
    const shown = await pageOf(source, address)(context, address);
    if (left.signal.aborted) return shown?.leave?.();
    present.shown = shown;
    // The reader may have gone on meanwhile.
    if (hashOf(address) !== hashOf(here())) shown?.look?.(here());
    scrollHere();
    // The first page keeps the focus where the browser put it.
    if (hasFollowed) byId("page").focus({ preventScroll: true });
    hasFollowed = true;
  } catch (error) {
    if (left.signal.aborted) return;
    if (api.isSignedOut(error)) return expire();
    showNothing(error);
  } finally {
    if (!left.signal.aborted) byId("page").removeAttribute("aria-busy");
  }
}

let hasFollowed = false;

function leave() {
  if (present) leaveAt(present.hash);
  present?.left.abort();
  present?.shown?.leave?.();
  present = undefined;
  closeDialogs();
}

/**
 * Returns the page that an address names.
 *
 * @param {Source | undefined} source
 * @param {Address} address
 * @returns {Page}
 */
function pageOf(source, { page, id }) {
  if (!source) return () => showSignIn(signIn);
  const found = PAGES[page];
  if (!found) return () => showNothing(new Error("There is no such page."));
  return id ? found.one : found.all;
}

/**
 * Returns where the answers of an address come from; nothing when the reader has to sign in first.
 *
 * @param {Address} address
 * @throws {Error} if they came from a file that is no longer there
 */
async function sourceOf({ place }) {
  if (place === "file" && !file) throw new Error("The file was read in the page where it was opened, and is kept nowhere. Open it again to go on.");
  if (place === "file") return file;
  user ??= await api.user();
  return user && sourceOfServer(place);
}

/** @param {string} place */
async function sourceOfServer(place) {
  if (server && (!place || String(server.place.id) === place)) return server;
  const [chosen, all] = await Promise.all([api.place(place), places.length > 0 ? places : api.places()]);
  places = all;
  server?.close();
  server = new ServerSource(chosen);
  return server;
}

/** Signs in and shows what was asked for; a refusal is thrown to the form. @param {string} key */
async function signIn(key) {
  await api.signIn(key);
  again();
}

/** Shows the present address anew. */
function again() {
  leave();
  follow();
}

/** The session ended: forgets who it was and what she saw, and asks for a key again. */
function expire() {
  leave();
  user = undefined;
  places = [];
  server?.close();
  server = undefined;
  follow();
}

/** Opens a file of events. @param {File} chosen */
async function openFile(chosen) {
  tell();
  try {
    const opened = await FileSource.of(chosen);
    file?.close();
    file = opened;
    leave();
    const address = hashOf({ place: "file", page: "insights", id: "1" });
    if (address === location.hash) follow();
    else go(address);
  } catch (error) {
    tell(error);
  }
}

async function start() {
  listenToMenu({
    choosePlace: (place) => go(hashOf({ place, page: "insights" })),
    signOut: () => api.signOut().then(() => location.reload(), tell),
  });
  takeFiles(byId("own-file"), openFile);
  const refusal = await takeKey();
  listen(follow);
  if (refusal) tell(refusal);
}

/** Signs in with the key in the address, unless somebody is signed in; returns why that failed, if it did. */
async function takeKey() {
  const key = new URLSearchParams(location.hash.slice(1)).get("key");
  if (!key) return undefined;
  // It does not stay there: addresses are kept in histories.
  history.replaceState(null, "", location.pathname);
  try {
    user = await api.user();
    if (user) sayDone("You are signed in already. The key in the address was not used.");
    else await api.signIn(key);
    return undefined;
  } catch (error) {
    return error;
  }
}

start();
