// Serves the pages of the benchmark and what they read.

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";

const types = { ".js": "text/javascript", ".wasm": "application/wasm" };

/**
 * Serves `/` (the page named by its query), `/oriel/`, `/data/`, `/pages/` and `/duckdb/`.
 *
 * @param {Record<string, string>} folders where they are
 */
export async function serve(folders) {
  const roots = { ...folders, duckdb: join(import.meta.dirname, "node_modules/@duckdb/duckdb-wasm/dist") };
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    const [, root, ...rest] = normalize(url.pathname).split("/");
    const page = `<!doctype html><meta charset="utf-8"><script type="module" src="/pages${url.search.replace("?", "/")}.js"></script>`;
    const body = root === "" ? page : await readFile(join(roots[root] ?? "", rest.join("/"))).catch(() => undefined);
    response.writeHead(body === undefined ? 404 : 200, {
      "content-type": root === "" ? "text/html" : (types[extname(url.pathname)] ?? "application/octet-stream"),
      // Such pages get the fine clock.
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
    });
    response.end(body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  return { address: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}
