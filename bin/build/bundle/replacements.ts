import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "esbuild";
import { BUILT_CHECK } from "../../../src/config/compiled-check.ts";
import { outputFolder } from "../executable/target.ts";
import { CHANGES, type Change, changeFile, slashed } from "./changes.ts";

/** Modules that no run uses, although the named library imports them while it loads. */
const ABSENT: readonly { readonly by: RegExp; readonly name: RegExp }[] = [
  { by: /\/tedious\//, name: /^@azure\// }, // sign-in with Azure and Always Encrypted
  { by: /\/axios\//, name: /^(follow-redirects|form-data|https-proxy-agent|proxy-from-env|http2)$/ },
  { by: /\/commander\//, name: /^node:child_process$/ }, // subcommands that are separate programs
];

/** Packages that are copies of a module of Node: the module is used. */
const PART_OF_NODE: readonly { readonly by: RegExp; readonly name: RegExp; readonly module: string }[] = [
  { by: /\/(winston|winston-transport|bl)\//, name: /^readable-stream$/, module: "node:stream" },
];

/** Packages that are scripts of their own, loaded when one of their functions is called. The real packages, unchanged. */
export const APART: Readonly<Record<string, string>> = { "js-joda": "@js-joda/core" };
const apart = new RegExp(`^\\./(${Object.keys(APART).join("|")})\\.js$`);

/**
 * Leaves out of the bundle what no run needs, makes the changes of changes.ts, and puts the compiled check of the configuration
 * among the scripts, so that V8's code of it is recorded too.
 */
export function leaveOutWhatNoRunNeeds(): Plugin {
  return {
    name: "leave-out-what-no-run-needs",
    setup(build) {
      const made = new Set<Change>();
      for (const { by, name } of ABSENT) {
        build.onResolve({ filter: name }, ({ path, importer }) =>
          by.test(slashed(importer)) ? { path, namespace: "absent" } : null,
        );
      }
      build.onLoad({ filter: /.*/, namespace: "absent" }, ({ path }) => ({
        contents: `module.exports = require("./absent.ts").absentModule(${JSON.stringify(path)});`,
        resolveDir: import.meta.dirname,
      }));
      for (const { by, name, module } of PART_OF_NODE) {
        build.onResolve({ filter: name }, ({ importer }) =>
          by.test(slashed(importer)) ? { path: module, external: true } : null,
        );
      }
      build.onLoad({ filter: onAnySystem(/\/src\/config\/compiled-check\.ts$/) }, () => ({
        contents: `export function compiledCheck() { const exports = {}; ${compiledCheckText()}; return exports; }`,
      }));
      build.onResolve({ filter: apart }, ({ path }) => ({ path, external: true }));
      for (const file of new Set(CHANGES.map((change) => change.file))) {
        build.onLoad({ filter: onAnySystem(file) }, ({ path }) => changeFile(path, made));
      }
      build.onEnd(() => {
        const missed = CHANGES.filter((change) => !made.has(change));
        return { errors: missed.map(({ file, from }) => ({ text: `no file ${file} has exactly one: ${from}` })) };
      });
    },
  };
}

function compiledCheckText(): string {
  return readFileSync(join(outputFolder, BUILT_CHECK), "utf8");
}

/** esbuild compares with the path as the operating system writes it. */
function onAnySystem(file: RegExp): RegExp {
  return new RegExp(file.source.replaceAll("\\/", "[\\\\/]"));
}
