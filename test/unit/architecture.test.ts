import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { test } from "node:test";

interface Import {
  readonly from: string;
  readonly to: string;
  readonly isTypeOnly: boolean;
}

const root = join(import.meta.dirname, "../..");

function sourceFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => `${folder}/${name.replaceAll("\\", "/")}`);
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), "utf8");
  const statements = text.matchAll(/(?:^(?:import|export) (type )?[^;"]*?from |^import |\bimport\()"([^"]+)"/gm);
  return [...statements].map(([, type, specifier = ""]) => ({
    from: file,
    to: specifier.startsWith(".")
      ? relative(root, join(root, dirname(file), specifier)).replaceAll("\\", "/")
      : specifier,
    isTypeOnly: type !== undefined,
  }));
}

const files = [...sourceFiles("bin"), ...sourceFiles("src")];
const imports = files.flatMap(importsOf);
const loaded = imports.filter(({ isTypeOnly }) => !isTypeOnly);

/** The way of a request, from the command line down. A room may import itself and what is below it, types included. */
const ROOMS = [
  "cli",
  "report",
  "doctor",
  "run",
  "input",
  "sending",
  "outcome",
  "installation",
  "store",
  "interfaces",
  "config",
  "root",
] as const;

/** The folder of a file under src/; `src/client.ts` is an entry, as `bin/` is, and a file beside it belongs to the root. */
function roomOf(file: string): string {
  if (file === "src/client.ts" || !file.startsWith("src/")) return "entry";
  const [, folder = "", name] = file.split("/");
  return name === undefined ? "root" : folder;
}

/** What these rooms do depends on their arguments alone: no clock, no chance, no disk, no network. */
const PURE_ROOMS = ["input", "outcome"];
const WITHOUT_EFFECT = ["node:crypto"];

for (const library of ["commander", "tedious", "axios", "winston", "ajv", "@tediousjs/connection-string"]) {
  test(`${library} is imported by one module`, () => {
    const importers = new Set(
      imports.filter(({ to }) => to === library || to.startsWith(`${library}/`)).map(({ from }) => from),
    );
    // bin/build packs and times the libraries; it is not part of the program.
    const inProgram = [...importers].filter((file) => !file.startsWith("bin/build/"));
    assert.equal(inProgram.length, 1, inProgram.join(", "));
  });
}

test("every folder of src is a room", () => {
  const folders = readdirSync(join(root, "src"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  assert.deepEqual(folders.map(({ name }) => name).sort(), ROOMS.filter((room) => room !== "root").sort());
});

test("a room imports what is below it and nothing above, types included", () => {
  const order: readonly string[] = ["entry", ...ROOMS];
  const upwards = imports.filter(
    ({ from, to }) => to.startsWith("src/") && order.indexOf(roomOf(to)) < order.indexOf(roomOf(from)),
  );
  assert.deepEqual(upwards, []);
});

test("input and outcome have no effect", () => {
  const strangers = loaded.filter(
    ({ from, to }) => PURE_ROOMS.includes(roomOf(from)) && !to.startsWith("src/") && !WITHOUT_EFFECT.includes(to),
  );
  assert.deepEqual(strangers, []);
});

test("process.exit is called in bin alone", () => {
  const callers = files.filter(
    (file) => file.startsWith("src/") && /\bprocess\.exit\(/.test(readFileSync(join(root, file), "utf8")),
  );
  assert.deepEqual(callers, []);
});

test("nothing imports in a circle, types included", () => {
  const graph = new Map(files.map((file) => [file, imports.filter(({ from }) => from === file).map(({ to }) => to)]));
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    assert.ok(!path.includes(file), [...path, file].join(" -> "));
    if (done.has(file)) return;
    for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
});
