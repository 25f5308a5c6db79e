// The Worker on workerd answers, and so do the files beside it.

import assert from "node:assert/strict";
import { test } from "node:test";

const url = process.env.ORIEL_URL;

test("healthz answers", async () => {
  const response = await fetch(`${url}/healthz`);
  assert.equal(response.status, 200);
});

test("the browser module is served as wasm", async () => {
  const response = await fetch(`${url}/oriel/oriel_bg.wasm`);
  assert.equal(response.headers.get("content-type"), "application/wasm");
  await WebAssembly.compileStreaming(response);
});
