// @ts-check
/**
 * The page: signs in, fetches the insights and the events once, and from then on evaluates and draws by itself.
 * @module
 */

import * as api from "./api.js";
import { button, byId, make } from "./dom.js";
import { showEditor } from "./editor.js";
import { figuresTable } from "./figures.js";
import { readEvents, takeFiles } from "./file.js";
import init, { Dataset, evaluate, render } from "./oriel/index.js";
import { enliven } from "./oriel/interaction.js";
import { showSharing } from "./share.js";
import { starters } from "./starters.js";

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
/** @type {"server" | "file"} where the events come from; insights over a file are kept nowhere */
let origin = "server";
/** @type {number | string | undefined} the moment of the questions: the present one, or that of the newest event of a file */
let now;

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
  byId("sign-out").hidden = state !== "workspace" || origin === "file";
}

/** Fetches what the page works on, and opens the insight that the address names. */
async function load() {
  showState("loading");
  [place] = await Promise.all([api.place(), init()]);
  const [bytes, saved] = await Promise.all([api.events(place), api.insights(place)]);
  [events, insights, origin] = [Dataset.fromNdjson(bytes), saved, "server"];
  now = undefined;
  showWorkspace();
}

/** Opens a file of events in the place of those of the server. @param {File} file */
async function loadFile(file) {
  tell();
  try {
    const [bytes] = await Promise.all([readEvents(file), init()]);
    const read = Dataset.fromNdjson(bytes);
    if (read.length === 0) throw new Error("The file holds no events.");
    events?.free();
    [events, origin] = [read, "file"];
    now = evaluate(events, { kind: "HogQLQuery", query: "SELECT max(timestamp) FROM events" }).results[0][0];
    const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    place = { id: 0, name: `${file.name}, in this page only`, timezone, week_start_day: 1, test_account_filters: [], path_cleaning_filters: [] };
    const asked = starters(/** @type {import("./editor.js").Names} */ (events.names()), fittingInterval());
    insights = asked.map(({ name, query }, index) => ({ id: index, short_id: `file-${index}`, name, derived_name: null, description: null, query }));
    showWorkspace();
  } catch (error) {
    tell(error);
  }
}

/** Returns the interval at which all events of the dataset make a chart that can be read. */
function fittingInterval() {
  const series = [{ kind: "EventsNode", event: null }];
  const months = evaluate(events, { kind: "TrendsQuery", series, interval: "month", dateRange: { date_from: "all" } }, { now });
  const first = months.results[0].data.findIndex((/** @type {number} */ count) => count > 0);
  const count = months.results[0].data.length - first;
  return count > 48 ? "month" : count > 6 ? "week" : "day";
}

/** Shows the insights over the events that are loaded, and opens one. */
function showWorkspace() {
  names = /** @type {import("./editor.js").Names} */ (events.names());
  byId("place").replaceChildren(place.name);
  showState("workspace");
  for (const id of ["save", "share"]) byId(id).hidden = origin === "file";
  const offers = starters(names, "week").map(({ name }, index) => make("option", { value: String(index) }, name));
  byId("new").replaceChildren(make("option", { value: "" }, "New insight…"), ...offers);
  openFromAddress();
}

/** Makes a new insight out of a starter, and opens it. @param {number} index */
async function addInsight(index) {
  tell();
  const starter = starters(names, fittingInterval())[index];
  const own = { id: insights.length, short_id: `file-${insights.length}`, derived_name: null, description: null, ...starter };
  try {
    insights = [...insights, origin === "file" ? own : await api.create(place, starter)];
    location.hash = `insight=${insights[insights.length - 1].short_id}`;
  } catch (error) {
    tell(error);
  }
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
  for (const id of ["undo", "chart", "figures"]) byId(id).hidden = false;
  listInsights();
  if (chosen.query) ask(chosen.query);
}

/** Lists the insights whose names hold what is searched for. */
function listInsights() {
  const wanted = /** @type {HTMLInputElement} */ (byId("search")).value.trim().toLowerCase();
  const found = insights.filter((one) => nameOf(one).toLowerCase().includes(wanted));
  const items = found.map((one) => {
    const link = make("a", { href: `#insight=${one.short_id}` }, nameOf(one));
    if (one === insight) link.setAttribute("aria-current", "page");
    return make("li", {}, link);
  });
  byId("insights").replaceChildren(...(items.length > 0 ? items : [make("li", { className: "hint" }, "Nothing is called so.")]));
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
      now,
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
  chart.innerHTML = render(query, response, { width, height, now, title: insight && nameOf(insight) });
  const svg = chart.querySelector("svg");
  if (svg) enliven(svg);
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
  takeFiles(byId("own-file"), loadFile);
  byId("search").addEventListener("input", listInsights);
  const starter = /** @type {HTMLSelectElement} */ (byId("new"));
  starter.addEventListener("change", () => {
    if (starter.value) addInsight(Number(starter.value));
    starter.value = "";
  });
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
