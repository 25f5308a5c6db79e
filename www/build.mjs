// Assembles the npm package and the web app.
//
//     node www/build.mjs MODULE PACKAGE APP
//
// MODULE holds what wasm-bindgen made of the browser crate, PACKAGE and APP are the folders to fill.

import { execFileSync } from "node:child_process";
import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { build } from "esbuild";

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
// What other pages load comes in one file.
const bundle = { bundle: true, minify: true, allowOverwrite: true, target: "es2022" };
await build({ ...bundle, format: "iife", entryPoints: [join(app, "embed.js")], outfile: join(app, "embed.js") });
const external = ["./oriel/index.js"];
const nodePaths = [join(www, "node_modules")];
await build({ ...bundle, format: "esm", external, nodePaths, entryPoints: [join(app, "app.js")], outfile: join(app, "app.js") });
const element = join(app, "oriel", "element.js");
await build({ ...bundle, format: "esm", external: ["./index.js"], entryPoints: [element], outfile: element });

/** Writes the package's own package.json: what is published, without the tools of this repository. */
async function writeManifest() {
  const { name, version, description, license } = JSON.parse(await readFile(join(www, "package.json"), "utf8"));
  const manifest = {
    name,
    version,
    description,
    license,
    type: "module",
    keywords: ["product-analytics", "insights", "trends", "funnels", "retention", "charts", "svg", "wasm", "posthog"],
    engines: { node: ">=22" },
    sideEffects: ["./edge.js", "./element.js", "./node.js", "./worker-thread.js"],
    exports: {
      ".": {
        workerd: entry("edge"),
        node: entry("node"),
        default: entry("index"),
      },
      "./edge": entry("edge"),
      "./element": entry("element"),
      "./react": entry("react"),
      "./worker": entry("worker"),
      "./worker-thread": entry("worker-thread"),
      "./oriel_bg.wasm": "./oriel_bg.wasm",
      "./package.json": "./package.json",
    },
    peerDependencies: { react: ">=18" },
    peerDependenciesMeta: { react: { optional: true } },
  };
  await writeFile(join(packageFolder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** Returns a module of the package with its types. */
function entry(name) {
  return { types: `./${name}.d.ts`, default: `./${name}.js` };
}

/** Makes the declarations of the package's own JavaScript from its JSDoc, which `tsc --project www` has checked. */
function declareTypes() {
  const options = ["--allowJs", "--declaration", "--emitDeclarationOnly", "--noCheck", "--ignoreConfig", "--target", "es2022", "--module", "nodenext"];
  const compiler = join(www, "node_modules", "typescript", "bin", "tsc");
  const entries = ["index", "node", "edge", "element", "react", "worker", "worker-thread"].map((name) => join(packageFolder, `${name}.js`));
  execFileSync(process.execPath, [compiler, ...options, "--skipLibCheck", ...entries], { stdio: "inherit" });
}
