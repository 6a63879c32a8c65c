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

/** What a run decides with: no clock, no chance, no disk, no network. */
const CORE = [
  "src/classification.ts",
  "src/envelope.ts",
  "src/finish-call.ts",
  "src/json-text.ts",
  "src/msgid.ts",
  "src/outcome.ts",
  "src/preparation.ts",
  "src/report.ts",
  "src/request.ts",
  "src/request-state.ts",
  "src/retry-timing.ts",
  "src/signature.ts",
  "src/words-chinese.ts",
  "src/words-english.ts",
  "src/exit-code.ts",
  "src/interfaces/interface.ts",
  "src/interfaces/rule.ts",
];
/** Modules without an effect that the core may use besides itself. */
const HARMLESS = ["node:crypto", "src/store/failure.ts"];

const EDGES = [/^src\/store\//, /^src\/insurer\.ts$/, /^src\/log\.ts$/, /^src\/spool\.ts$/];

for (const library of ["commander", "tedious", "axios", "winston", "ajv", "@tediousjs/connection-string"]) {
  test(`${library} is imported by one module`, () => {
    const importers = new Set(
      imports.filter(({ to }) => to === library || to.startsWith(`${library}/`)).map(({ from }) => from),
    );
    // bin/build packs and times the libraries; it is no part of the program.
    const inProgram = [...importers].filter((file) => !file.startsWith("bin/build/"));
    assert.equal(inProgram.length, 1, inProgram.join(", "));
  });
}

test("the core imports nothing with an effect", () => {
  const allowed = new Set([...CORE, ...HARMLESS]);
  const strangers = loaded.filter(({ from, to }) => CORE.includes(from) && !allowed.has(to));
  assert.deepEqual(strangers, []);
});

test("the edges never import each other", () => {
  const edgeOf = (file: string) => EDGES.findIndex((edge) => edge.test(file));
  const crossing = loaded.filter(({ from, to }) => edgeOf(from) >= 0 && edgeOf(to) >= 0 && edgeOf(from) !== edgeOf(to));
  assert.deepEqual(crossing, []);
});

test("only bin imports the program, and only cli knows the command line", () => {
  const upwards = loaded.filter(
    ({ from, to }) =>
      (to === "src/cli/program.ts" && !from.startsWith("bin/")) ||
      (to.startsWith("src/cli/") && !/^(bin|src\/cli)\//.test(from)),
  );
  assert.deepEqual(upwards, []);
});

test("process.exit stands in bin alone", () => {
  const callers = files.filter(
    (file) => file.startsWith("src/") && /\bprocess\.exit\(/.test(readFileSync(join(root, file), "utf8")),
  );
  assert.deepEqual(callers, []);
});

test("nothing imports in a circle", () => {
  const graph = new Map(files.map((file) => [file, loaded.filter(({ from }) => from === file).map(({ to }) => to)]));
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    assert.ok(!path.includes(file), [...path, file].join(" -> "));
    if (done.has(file)) return;
    for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
});
