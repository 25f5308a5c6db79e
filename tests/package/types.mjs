// The package's types as its users' compilers see them: the same names in each surrounding, and React's own beside them.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { before, test } from "node:test";
import { promisify } from "node:util";

import { require, root } from "../support/browser.mjs";

const run = promisify(execFile);
const project = join(root, "target/package-types");

const ENTRY = `
import init, { Dataset, LocalEvents, TooLarge, evaluate, initSync, render, type EvaluateOptions, type RenderOptions } from "oriel";
const asked: EvaluateOptions = { timezone: "Europe/Berlin", groups: [] };
const wanted: RenderOptions = { width: 640, theme: "dark" };
const bytes: number = new TooLarge(1, 2).bytes;
export const all = [init, Dataset, LocalEvents, evaluate, initSync, render, asked, wanted, bytes];
`;

const COMPONENT = `
import { useRef, type CSSProperties } from "react";
import { OrielInsight, type OrielInsightElement } from "oriel/react";
const style: CSSProperties = { height: 320, position: "relative" };
export function Chart() {
  const chart = useRef<OrielInsightElement>(null);
  return <OrielInsight ref={chart} id="chart" aria-label="Sign-ups" style={style} src="/shared/TOKEN" data-place="top"
    onClick={() => chart.current?.refresh()} onDrawn={({ type }) => console.log(type)} onError={({ detail }) => console.log(detail)} />;
}
// @ts-expect-error there is no such theme.
export const wrong = <OrielInsight theme="blue" />;
`;

before(async () => {
  await rm(project, { recursive: true, force: true });
  await mkdir(join(project, "node_modules"), { recursive: true });
  await cp(join(root, "dist/browser"), join(project, "node_modules/oriel"), { recursive: true });
  await symlink(join(root, "www/node_modules/@types"), join(project, "node_modules/@types"));
  await writeFile(join(project, "package.json"), '{"type": "module"}');
  await writeFile(join(project, "entry.ts"), ENTRY);
  await writeFile(join(project, "component.tsx"), COMPONENT);
});

/** Has the compiler check a file of the project; it fails where that is wrong. */
function check(file, ...switches) {
  const compiler = join(dirname(require.resolve("typescript/package.json")), "bin/tsc");
  const usual = ["--noEmit", "--ignoreConfig", "--strict", "--target", "es2022", "--jsx", "react-jsx", "--lib", "esnext,dom,dom.iterable", "--types", ""];
  return run(process.execPath, [compiler, ...usual, ...switches, join(project, file)]).catch(({ stdout }) => assert.fail(stdout));
}

for (const [name, ...conditions] of [["Node"], ["a Worker", "--customConditions", "workerd"]]) {
  test(`the entry for ${name} has all names, and the types of the options`, () => check("entry.ts", "--module", "nodenext", ...conditions));
}

test("the entry for browsers has the same", () => check("entry.ts", "--module", "esnext", "--moduleResolution", "bundler"));

test("the component of React takes what elements take, a ref and listeners", () => check("component.tsx", "--module", "nodenext"));
