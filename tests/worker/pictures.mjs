// `.png` on workerd: the second Worker paints, and the answer is an image in Chromium.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { launch } from "../support/browser.mjs";
import { workerAt } from "../support/worker.mjs";

const { url, ask, setUp } = workerAt();
let made;
let token;
let browser;

before(async () => {
  made = await setUp();
  await ask("POST", "/e/", { api_key: made.token, event: "seen", distinct_id: "a" });
  const query = { kind: "TrendsQuery", series: [{ kind: "EventsNode", event: "seen" }] };
  const insight = await ask("POST", `/api/projects/${made.project.main}/insights/`, { name: "Seen", query });
  token = (await ask("PATCH", `/api/projects/${made.project.main}/insights/${insight.id}/sharing`, { enabled: true })).access_token;
  browser = await launch();
});
after(() => browser.close());

/** Returns the size of an image, as Chromium decodes it, and some of its pixels. */
async function decoded(address) {
  const page = await browser.newPage();
  await page.goto(`${url}/shared/${token}`);
  return page.evaluate(async (address) => {
    const image = await createImageBitmap(await (await fetch(address)).blob());
    const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
    canvas.drawImage(image, 0, 0);
    const { data } = canvas.getImageData(0, 0, image.width, image.height);
    const colours = new Set();
    for (let index = 0; index < data.length; index += 4) colours.add(data.slice(index, index + 3).join());
    return { size: [image.width, image.height], corner: [...data.slice(0, 4)], colours: [...colours] };
  }, address);
}

test("the preview is 1200 by 630 pixels of a chart", async () => {
  const { size, corner, colours } = await decoded(`/shared/${token}.png`);
  assert.deepEqual([size, corner], [[1200, 630], [255, 255, 255, 255]]);
  assert.ok(colours.includes("10,110,189"), "the colour of the first series");
});

test("a picture is as wide, as high and as dark as it is asked for", async () => {
  const { size, corner } = await decoded(`/embedded/${token}.png?width=500&height=300&theme=dark`);
  assert.deepEqual([size, corner], [[500, 300], [20, 23, 31, 255]]);
  const refused = await fetch(`${url}/shared/${token}.png?width=9999`);
  assert.equal(refused.status, 400);
  assert.match((await refused.json()).detail, /width must be .* 120 to 2400/);
});

test("what stands for a picture that cannot be painted is there", async () => {
  const response = await fetch(`${url}/preview.png`);
  assert.deepEqual([response.status, response.headers.get("content-type")], [200, "image/png"]);
});
