// The same line chart of twelve series as Oriel's frame, as a page with Chart.js and as one with uPlot: bytes, requests, and the time
// to the painted chart in the same Chromium, from the same server.
//
//     ORIEL_URL=… CHROME_PATH=… node tests/bench/embed.mjs
//
// Prints a table. All bodies go out as gzip of the best level, and nothing is cached between visits.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import { launch } from "../support/browser.mjs";
import { shareTwelveSeries } from "../support/twelve_series.mjs";

const VISITS = 15;
/** A phone: 9 Mbit/s, 150 ms there and back; every request waits so long. */
const PHONE = { offline: false, latency: 150, downloadThroughput: (9 * 1024 * 1024) / 8, uploadThroughput: (1.5 * 1024 * 1024) / 8 };
const SIZE = { width: 960, height: 640 };

const url = process.env.ORIEL_URL;
const token = await shareTwelveSeries(url);
const text = async (path) => (await fetch(url + path)).text();
const { insight } = JSON.parse(await text(`/embedded/${token}.json`));
const packages = join(import.meta.dirname, "node_modules");
const series = insight.result.map(({ label, data }) => ({ label, data }));
const { days } = insight.result[0];

const files = {
  "/oriel": ["text/html", await text(`/embedded/${token}`)],
  "/embed.js": ["text/javascript", await text("/embed.js")],
  "/chartjs": ["text/html", chartPage()],
  "/chart.js": ["text/javascript", await readFile(join(packages, "chart.js/dist/chart.umd.min.js"))],
  "/uplot": ["text/html", uplotPage()],
  "/uplot.js": ["text/javascript", await readFile(join(packages, "uplot/dist/uPlot.iife.min.js"))],
  "/uplot.css": ["text/css", await readFile(join(packages, "uplot/dist/uPlot.min.css"))],
};
const packed = Object.fromEntries(Object.entries(files).map(([path, [type, body]]) => [path, { type, body: gzipSync(body, { level: 9 }) }]));
const server = createServer((request, response) => {
  const file = packed[request.url];
  if (!file) return response.writeHead(404).end();
  response.writeHead(200, { "content-type": `${file.type}; charset=utf-8`, "content-encoding": "gzip", "content-length": file.body.length });
  return response.end(file.body);
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const address = `http://127.0.0.1:${server.address().port}`;

const browser = await launch();
const rows = [];
for (const [title, path, options] of [
  ["Oriel", "/oriel", {}],
  ["Oriel, scripts off", "/oriel", { javaScriptEnabled: false }],
  ["Chart.js 4.6.1", "/chartjs", {}],
  ["uPlot 1.6.32", "/uplot", {}],
]) {
  const near = await visits(path, options);
  const phone = await visits(path, options, PHONE);
  rows.push({ title, ...near, phone: phone.painted });
}
await browser.close();
server.close();
print();

/** Opens a page again and again; returns the bytes, the requests and the median time to the painted chart. */
async function visits(path, options, network) {
  const times = [];
  let bytes;
  let requests;
  for (let visit = 0; visit < VISITS; visit++) {
    const context = await browser.newContext({ viewport: SIZE, ...options });
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send("Network.enable");
    if (network) await session.send("Network.emulateNetworkConditions", network);
    const seen = new Set();
    page.on("request", (request) => seen.add(new URL(request.url()).pathname));
    await page.goto(address + path, { waitUntil: "load" });
    times.push(await painted(page));
    seen.delete("/favicon.ico");
    requests = seen.size;
    bytes = [...seen].reduce((sum, path) => sum + packed[path].body.length, 0);
    await context.close();
  }
  return { bytes, requests, painted: times.sort((one, other) => one - other)[Math.floor(VISITS / 2)] };
}

/** Returns when the chart was painted, in ms after the visit began: with what the first response brought, or once its script drew. */
async function painted(page) {
  for (;;) {
    const time = await page.evaluate(() => {
      const drawn = document.querySelector("svg.oriel") ? performance.getEntriesByName("first-contentful-paint")[0]?.startTime : globalThis.paintedAt;
      return drawn ?? null;
    });
    if (time !== null) return time;
    await page.waitForTimeout(5);
  }
}

function page(title, head, body) {
  const style = "body{margin:0;font:16px system-ui,sans-serif}main{padding:.5rem}";
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><style>${style}</style>${head}<main><h1>Pageviews by browser</h1>${body}</main></html>`;
}

/** Notes when the frame after the drawing is there. */
function noted() {
  return "requestAnimationFrame(()=>requestAnimationFrame(()=>{globalThis.paintedAt=performance.now()}))";
}

function chartPage() {
  const data = { labels: days, datasets: series.map(({ label, data }) => ({ label, data, pointRadius: 0, borderWidth: 2 })) };
  const script = `new Chart(document.querySelector("canvas"),{type:"line",data:${JSON.stringify(data)},options:{animation:false,interaction:{mode:"index",intersect:false}}});${noted()}`;
  return page("Chart.js", "", `<canvas width="944" height="480"></canvas><script src="/chart.js"></script><script>${script}</script>`);
}

function uplotPage() {
  const colours = ["#0a6ebd", "#be4d05", "#00805a", "#a4408f", "#8a6a00", "#332288", "#1b7a99", "#882255", "#5c6670", "#117733", "#0a6ebd", "#be4d05"];
  const times = days.map((day) => Date.parse(day) / 1000);
  const options = { width: 944, height: 480, series: [{}, ...series.map(({ label }, index) => ({ label, stroke: colours[index], width: 2 }))] };
  const script = `new uPlot(${JSON.stringify(options)},${JSON.stringify([times, ...series.map(({ data }) => data)])},document.querySelector("#chart"));${noted()}`;
  return page("uPlot", '<link rel="stylesheet" href="/uplot.css">', `<div id="chart"></div><script src="/uplot.js"></script><script>${script}</script>`);
}

function print() {
  const [ours] = rows;
  const cells = (cells) => console.log(cells[0].padEnd(20) + cells.slice(1).map((cell) => String(cell).padStart(12)).join(""));
  console.log(`12 series of ${days.length} days; medians of ${VISITS} visits with nothing cached; x: times as much as Oriel`);
  cells(["page", "bytes gzip", "x", "requests", "painted ms", "x", "phone ms", "x"]);
  for (const row of rows) {
    const ratio = (field) => (row[field] / ours[field]).toFixed(2);
    cells([row.title, row.bytes, ratio("bytes"), row.requests, row.painted.toFixed(0), ratio("painted"), row.phone.toFixed(0), ratio("phone")]);
  }
}
