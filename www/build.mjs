// Assembles the npm package and the web app.
//
//     node www/build.mjs MODULE PACKAGE APP
//
// MODULE holds what wasm-bindgen made of the browser crate, PACKAGE and APP are the folders to fill.

import { execFileSync } from "node:child_process";
import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

const [module, packageFolder, app] = process.argv.slice(2);
const www = import.meta.dirname;
const glue = ["oriel.js", "oriel.d.ts", "oriel_bg.wasm", "oriel_bg.wasm.d.ts"];

await Promise.all([packageFolder, app].map((folder) => rm(folder, { recursive: true, force: true })));
await cp(join(www, "package"), packageFolder, { recursive: true });
for (const name of glue) await cp(join(module, name), join(packageFolder, name));
await writeManifest();
declareTypes();

await cp(join(www, "app"), app, { recursive: true });
await cp(packageFolder, join(app, "oriel"), { recursive: true });

/** Writes the package's own package.json: what is published, without the tools of this repository. */
async function writeManifest() {
  const { name, version, description, license } = JSON.parse(await readFile(join(www, "package.json"), "utf8"));
  const manifest = {
    name,
    version,
    description,
    license,
    type: "module",
    sideEffects: false,
    exports: {
      ".": { types: "./index.d.ts", default: "./index.js" },
      "./oriel_bg.wasm": "./oriel_bg.wasm",
      "./package.json": "./package.json",
    },
  };
  await writeFile(join(packageFolder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** Makes the declarations of the package's own JavaScript from its JSDoc. */
function declareTypes() {
  const options = ["--allowJs", "--declaration", "--emitDeclarationOnly", "--target", "es2022", "--module", "nodenext"];
  const compiler = join(www, "node_modules", "typescript", "bin", "tsc");
  execFileSync(process.execPath, [compiler, ...options, "--skipLibCheck", join(packageFolder, "index.js")], { stdio: "inherit" });
}
