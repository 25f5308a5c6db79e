// @ts-check
/**
 * The page: signs in, fetches the insights and the events once, and from then on evaluates and draws by itself.
 * @module
 */

import * as api from "./api.js";
import { button, byId, make } from "./dom.js";
import { showEditor } from "./editor.js";
import { figuresTable } from "./figures.js";
import init, { Dataset, evaluate, render } from "./oriel/index.js";
import { showSharing } from "./share.js";

/** @typedef {import("./query.js").Query} Query */

/** @type {api.Place} */
let place;
/** @type {Dataset} */
let events;
/** @type {import("./editor.js").Names} */
let names;
/** @type {api.Insight[]} */
let insights = [];
/** @type {api.Insight | undefined} */
let insight;
/** @type {Query | undefined} the query as it stands in the editor */
let query;
/** @type {any} the newest answer */
let response;

/** Shows an error in words, with the field it is about; hides the last one when there is none. @param {unknown} [error] */
function tell(error) {
  const notice = byId("notice");
  notice.hidden = error === undefined;
  if (error === undefined) return;
  const { message, field } = /** @type {{message: string, field?: string | null}} */ (error);
  notice.replaceChildren(message, ...(field ? [" ", make("code", {}, field)] : []));
}

/** Shows one of the three states of the page. @param {"loading" | "sign-in" | "workspace"} state */
function showState(state) {
  for (const id of ["loading", "sign-in", "workspace"]) byId(id).hidden = id !== state;
  byId("sign-out").hidden = state !== "workspace";
}

/** Fetches what the page works on, and opens the insight that the address names. */
async function load() {
  showState("loading");
  [place] = await Promise.all([api.place(), init()]);
  const [bytes, saved] = await Promise.all([api.events(place), api.insights(place)]);
  [events, insights] = [Dataset.fromNdjson(bytes), saved];
  names = /** @type {import("./editor.js").Names} */ (events.names());
  byId("place").replaceChildren(place.name);
  showState("workspace");
  openFromAddress();
}

function openFromAddress() {
  const wanted = new URLSearchParams(location.hash.slice(1)).get("insight");
  const found = insights.find(({ short_id }) => short_id === wanted) ?? insights[0];
  if (found) open(found);
  else {
    byId("insights").replaceChildren(make("li", {}, "There is no saved insight yet."));
    for (const id of ["save", "share", "undo", "chart", "figures"]) byId(id).hidden = true;
  }
}

/** Shows an insight. @param {api.Insight} chosen */
function open(chosen) {
  insight = chosen;
  byId("sharing").hidden = true;
  byId("title").replaceChildren(nameOf(chosen));
  byId("description").replaceChildren(chosen.description ?? "");
  document.title = `${nameOf(chosen)} – Oriel`;
  byId("insights").replaceChildren(...insights.map((one) => {
    const link = make("a", { href: `#insight=${one.short_id}` }, nameOf(one));
    if (one === chosen) link.setAttribute("aria-current", "page");
    return make("li", {}, link);
  }));
  if (chosen.query) ask(chosen.query);
}

/** @param {api.Insight} insight */
const nameOf = ({ name, derived_name }) => name || derived_name || "Untitled insight";

/** Evaluates a query here, and shows what came out. @param {Query} asked */
function ask(asked) {
  query = asked;
  const isChanged = JSON.stringify(query) !== JSON.stringify(insight?.query);
  button("save").disabled = button("undo").disabled = !isChanged;
  showEditor(byId("editor"), query, names, ask);
  tell();
  try {
    const start = performance.now();
    response = evaluate(events, query, {
      timezone: place.timezone,
      weekStartDay: place.week_start_day,
      testAccountFilters: place.test_account_filters,
      pathCleaningFilters: place.path_cleaning_filters,
    });
    const milliseconds = (performance.now() - start).toLocaleString("en", { maximumFractionDigits: 1, minimumFractionDigits: 1 });
    byId("timing").replaceChildren(`Evaluated ${events.length.toLocaleString("en")} events in ${milliseconds} ms, in this page.`);
    draw();
    listFigures();
  } catch (error) {
    response = undefined;
    byId("chart").replaceChildren(make("p", { className: "loading" }, "There is nothing to draw."));
    byId("timing").replaceChildren();
    tell(error);
  }
}

function draw() {
  const chart = byId("chart");
  if (!query || !response || chart.clientWidth === 0) return;
  const style = getComputedStyle(chart);
  const width = Math.floor(chart.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight));
  const height = Math.round(Math.min(440, Math.max(280, width * 0.5)));
  chart.innerHTML = render(query, response, { width, height, title: insight && nameOf(insight) });
}

function listFigures() {
  const details = /** @type {HTMLDetailsElement} */ (byId("figures"));
  const box = details.querySelector(".scroll");
  if (details.open && response) box?.replaceChildren(figuresTable(response.results));
}

async function saveQuery() {
  if (!insight || !query) return;
  button("save").disabled = true;
  try {
    await api.save(place, insight, query);
    insight.query = query;
    ask(query);
  } catch (error) {
    button("save").disabled = false;
    tell(error);
  }
}

/** Signs in and loads; a refusal stays beside the form. @param {string} key */
async function signIn(key) {
  tell();
  try {
    await api.signIn(key);
    await load();
  } catch (error) {
    showState("sign-in");
    tell(error);
  }
}

function listen() {
  const form = /** @type {HTMLFormElement} */ (byId("sign-in").querySelector("form"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    signIn(String(new FormData(form).get("key")).trim());
  });
  byId("sign-out").addEventListener("click", () => api.signOut().then(() => location.reload(), tell));
  byId("editor").addEventListener("submit", (event) => event.preventDefault());
  byId("save").addEventListener("click", saveQuery);
  byId("undo").addEventListener("click", () => insight?.query && ask(insight.query));
  byId("share").addEventListener("click", () => insight && showSharing(byId("sharing"), place, insight, tell));
  byId("figures").addEventListener("toggle", listFigures);
  addEventListener("hashchange", () => insights.length > 0 && openFromAddress());
  new ResizeObserver(() => requestAnimationFrame(draw)).observe(byId("chart"));
}

async function start() {
  listen();
  // A key in the address signs in and does not stay there: addresses are kept in histories.
  const key = new URLSearchParams(location.hash.slice(1)).get("key");
  if (key) {
    history.replaceState(null, "", location.pathname);
    return signIn(key);
  }
  try {
    if (await api.isSignedIn()) await load();
    else showState("sign-in");
  } catch (error) {
    showState("sign-in");
    tell(error);
  }
}

start();
