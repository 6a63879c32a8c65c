import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { OnLoadResult, Plugin } from "esbuild";

/** Modules that no run uses, though the library that is named imports them as it loads. */
const ABSENT: readonly { readonly by: RegExp; readonly name: RegExp }[] = [
  { by: /\/tedious\//, name: /^@azure\// }, // sign-in with Azure and Always Encrypted
  { by: /\/axios\//, name: /^(follow-redirects|form-data|https-proxy-agent|proxy-from-env|http2)$/ },
  { by: /\/commander\//, name: /^node:child_process$/ }, // subcommands that are programs of their own
];

/** Modules that something smaller stands in for. */
const IN_PLACE_OF: readonly { readonly by: RegExp; readonly name: RegExp; readonly put: string }[] = [
  // Node's own streams are those that the package is a copy of.
  { by: /\/(winston|winston-transport|bl)\//, name: /^readable-stream$/, put: "node:stream" },
];

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
    file: /winston-transport\/modern\.js$/,
    from: "require('readable-stream/lib/_stream_writable.js')",
    to: "require('node:stream').Writable",
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
  {
    file: /axios\/lib\/platform\/common\/utils\.js$/,
    from: "(typeof navigator === 'object' && navigator) || undefined",
    to: "undefined",
  },
  // A copy of the properties of Node's modules would load all that they otherwise load on demand.
  ...(
    [
      ["debug", "util"],
      ["connection", "tls"],
      ["connection", "net"],
      ["message-io", "tls"],
      ["ntlm-payload", "crypto"],
    ] as const
  ).map(([file, module]) => ({
    file: new RegExp(`tedious/lib/${file}\\.js$`),
    from: `_interopRequireWildcard(require("${module}"))`,
    to: `require("${module}")`,
  })),
  {
    // The expression that knows an IPv6 address takes milliseconds to compile.
    file: /tedious\/lib\/connector\.js$/,
    from: "if (_net.default.isIPv6(host))",
    to: 'if (host.includes(":") && _net.default.isIPv6(host))',
  },
  {
    // Only the search for a named instance's port needs it.
    file: /tedious\/lib\/sender\.js$/,
    from: 'var _dgram = _interopRequireDefault(require("dgram"));',
    to: 'var _dgram = { get default() { return require("dgram"); } };',
  },
  {
    // The module of this name is an old one; crypto is loaded anyhow.
    file: /tedious\/lib\/connection\.js$/,
    from: '_interopRequireDefault(require("constants"))',
    to: '{ default: require("crypto").constants }',
  },
];

/** Keeps out of the bundle what no run needs. */
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
      for (const { by, name, put } of IN_PLACE_OF) {
        const external = put.startsWith("node:");
        build.onResolve({ filter: name }, ({ importer }) =>
          by.test(slashed(importer)) ? { path: put, external } : null,
        );
      }
      for (const file of new Set(CHANGES.map((change) => change.file))) {
        build.onLoad({ filter: onAnySystem(file) }, ({ path }) => changeFile(path, made));
      }
      build.onEnd(() => {
        const missed = CHANGES.filter((change) => !made.has(change));
        return { errors: missed.map(({ file, from }) => ({ text: `nothing in ${file} is: ${from}` })) };
      });
    },
  };
}

function changeFile(path: string, made: Set<Change>): OnLoadResult {
  let contents = readFileSync(path, "utf8");
  for (const change of CHANGES) {
    if (!change.file.test(slashed(path)) || contents.split(change.from).length !== 2) continue;
    contents = contents.replace(change.from, () => change.to);
    made.add(change);
  }
  return { contents, loader: "js" };
}

/** esbuild compares with the path as the system writes it. */
function onAnySystem(file: RegExp): RegExp {
  return new RegExp(file.source.replaceAll("\\/", "[\\\\/]"));
}

function slashed(path: string): string {
  return path.replaceAll("\\", "/");
}
