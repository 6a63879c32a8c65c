import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { OnLoadResult, Plugin } from "esbuild";

/** Modules that no run uses, though a library imports them as it loads. */
const ABSENT = [
  /^@azure\//, // sign-in with Azure and Always Encrypted
  /^follow-redirects$/, // the insurer's redirects are not followed
  /^form-data$/,
  /^https-proxy-agent$/,
  /^proxy-from-env$/,
  /^http2$/,
] as const;

/** Modules that something smaller stands in for. */
const IN_PLACE_OF: Readonly<Record<string, string>> = {
  // Node's own streams are those that the package is a copy of.
  "readable-stream": "node:stream",
  "@js-joda/core": join(import.meta.dirname, "local-date.ts"),
};

interface Change {
  readonly file: RegExp;
  readonly from: string;
  readonly to: string;
}

/** Lines of libraries that make every start dearer. One that a new version no longer has stops the build. */
const CHANGES: readonly Change[] = [
  {
    // Touching the global FormData loads the whole of fetch.
    file: /axios\/lib\/utils\.js$/,
    from: "typeof G.FormData !== 'undefined' ? G.FormData : undefined",
    to: "undefined",
  },
  {
    file: /axios\/lib\/adapters\/adapters\.js$/,
    from: "import * as fetchAdapter from './fetch.js';",
    to: "const fetchAdapter = { getFetch: () => null };",
  },
  {
    file: /axios\/lib\/adapters\/adapters\.js$/,
    from: "import xhrAdapter from './xhr.js';",
    to: "const xhrAdapter = null;",
  },
];

/** Keeps out of the bundle what no run needs. */
export function leaveOutWhatNoRunNeeds(): Plugin {
  return {
    name: "leave-out-what-no-run-needs",
    setup(build) {
      const made = new Set<Change>();
      for (const filter of ABSENT) {
        build.onResolve({ filter }, ({ path }) => ({ path, namespace: "absent" }));
      }
      build.onLoad({ filter: /.*/, namespace: "absent" }, ({ path }) => ({
        contents: `module.exports = require("./absent.ts").absentModule(${JSON.stringify(path)});`,
        resolveDir: import.meta.dirname,
      }));
      for (const [name, path] of Object.entries(IN_PLACE_OF)) {
        const external = path.startsWith("node:");
        build.onResolve({ filter: new RegExp(`^${RegExp.escape(name)}$`) }, () => ({ path, external }));
      }
      for (const { file } of CHANGES) {
        build.onLoad({ filter: file }, ({ path }) => changeFile(path, made));
      }
      build.onEnd(() => {
        const missed = CHANGES.filter((change) => !made.has(change));
        const errors = missed.map(({ file, from }) => ({ text: `nothing in ${file} is: ${from}` }));
        return { errors };
      });
    },
  };
}

function changeFile(path: string, made: Set<Change>): OnLoadResult {
  let contents = readFileSync(path, "utf8");
  for (const change of CHANGES) {
    if (!change.file.test(path) || contents.split(change.from).length !== 2) continue;
    contents = contents.replace(change.from, () => change.to);
    made.add(change);
  }
  return { contents, loader: "js" };
}
