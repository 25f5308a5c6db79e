// Assembles the npm package and the web app.
//
//     node www/build.mjs MODULE PACKAGE APP
//
// MODULE holds what wasm-bindgen made of the browser crate, PACKAGE and APP are the folders to fill.

import { cp, rm } from "node:fs/promises";
import { join } from "node:path";

const [module, packageFolder, app] = process.argv.slice(2);
const www = import.meta.dirname;
const glue = ["oriel.js", "oriel.d.ts", "oriel_bg.wasm", "oriel_bg.wasm.d.ts"];

await Promise.all([packageFolder, app].map((folder) => rm(folder, { recursive: true, force: true })));
for (const name of glue) await cp(join(module, name), join(packageFolder, name));
await cp(join(www, "index.html"), join(app, "index.html"));
await cp(packageFolder, join(app, "oriel"), { recursive: true });
