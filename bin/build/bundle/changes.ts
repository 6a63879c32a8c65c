import { readFileSync } from "node:fs";
import type { OnLoadResult } from "esbuild";

export interface Change {
  readonly file: RegExp;
  readonly from: string;
  readonly to: string;
}

/** Lines of libraries that make every start slower. The build fails when a new version no longer has one of them. */
export const CHANGES: readonly Change[] = [
  {
    // Reading the global FormData loads the whole of fetch.
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
  // Copying the properties of Node's modules would load all that they otherwise load on demand.
  ...(
    [
      ["debug", "util"],
      ["connection", "net"],
      ["ntlm-payload", "crypto"],
    ] as const
  ).map(([file, module]) => ({
    file: new RegExp(`tedious/lib/${file}\\.js$`),
    from: `_interopRequireWildcard(require("${module}"))`,
    to: `require("${module}")`,
  })),
  {
    // The regular expression for an IPv6 address takes milliseconds to compile.
    file: /tedious\/lib\/connector\.js$/,
    from: "if (_net.default.isIPv6(host))",
    to: 'if (host.includes(":") && _net.default.isIPv6(host))',
  },
  {
    // Only the search for the port of a named instance needs it.
    file: /tedious\/lib\/sender\.js$/,
    from: 'var _dgram = _interopRequireDefault(require("dgram"));',
    to: 'var _dgram = { get default() { return require("dgram"); } };',
  },
  {
    // The module `constants` is a deprecated one; crypto is loaded in any case.
    file: /tedious\/lib\/connection\.js$/,
    from: '_interopRequireDefault(require("constants"))',
    to: '{ default: require("crypto").constants }',
  },
  // The executable's Node has this flag. Asking for it builds the list of all flags.
  {
    file: /axios\/lib\/adapters\/http\.js$/,
    from: "!process.allowedNodeEnvironmentFlags ||",
    to: "",
  },
  {
    file: /axios\/lib\/adapters\/http\.js$/,
    from: "!process.allowedNodeEnvironmentFlags.has('--use-env-proxy')",
    to: "false",
  },
  // TLS, with a thread that reads all root certificates, is loaded when a connection uses it.
  ...["connection", "message-io"].map((file) => ({
    file: new RegExp(`tedious/lib/${file}\\.js$`),
    from: '_interopRequireWildcard(require("tls"))',
    to: '{ connect: (...given) => require("tls").connect(...given), createSecureContext: (...given) => require("tls").createSecureContext(...given) }',
  })),
  {
    file: /tedious\/lib\/message-io\.js$/,
    from: "this.socket instanceof tls.TLSSocket",
    to: "this.socket.encrypted",
  },
  {
    file: /axios\/lib\/adapters\/http\.js$/,
    from: "import https from 'https';",
    to: 'const https = { get Agent() { return process.getBuiltinModule("https").Agent; }, get globalAgent() { return process.getBuiltinModule("https").globalAgent; }, get request() { return process.getBuiltinModule("https").request; } };',
  },
  {
    // Asking for the global `performance` loads what measures performance; nothing reads the time that axios takes with it.
    file: /axios\/lib\/core\/dispatchRequest\.js$/,
    from: "typeof performance !== 'undefined' && utils.isFunction(performance.now)",
    to: "false",
  },
  // Only a compressed reply needs it.
  {
    file: /axios\/lib\/adapters\/http\.js$/,
    from: "import zlib from 'zlib';",
    to: `const zlib = { get constants() { return process.getBuiltinModule("zlib").constants; }, ${["createUnzip", "createBrotliDecompress", "createZstdDecompress"].map((name) => `${name}: (...given) => process.getBuiltinModule("zlib").${name}(...given)`).join(", ")} };`,
  },
  ...["Z_SYNC_FLUSH", "BROTLI_OPERATION_FLUSH", "ZSTD_e_flush"].map((flush) => ({
    file: /axios\/lib\/adapters\/http\.js$/,
    from: `flush: zlib.constants.${flush},\n  finishFlush: zlib.constants.${flush},`,
    to: `get flush() { return zlib.constants.${flush}; }, get finishFlush() { return zlib.constants.${flush}; },`,
  })),
  {
    // In every code page of SQL Server a byte below 128 is the ASCII character; the table of a Chinese one takes milliseconds.
    file: /tedious\/lib\/value-parser\.js$/,
    from: "return new _helpers.Result(_iconvLite.default.decode(buf.slice(offset, offset + dataLength), codepage ?? DEFAULT_ENCODING), offset + dataLength);",
    to: "const bytes = buf.slice(offset, offset + dataLength); return new _helpers.Result(require('buffer').isAscii(bytes) ? bytes.latin1Slice() : _iconvLite.default.decode(bytes, codepage ?? DEFAULT_ENCODING), offset + dataLength);",
  },
  // A calendar is needed only where a date is a parameter; see APART in replacements.ts.
  ...(
    [
      ["datetime", "const EPOCH_DATE = _core.LocalDate.ofYearDay(1900, 1);", "EPOCH_DATE", "1900"],
      ["temporal", "const YEAR_ONE = _core.LocalDate.ofYearDay(1, 1);", "YEAR_ONE", "1"],
    ] as const
  ).flatMap(([name, from, constant, year]) => {
    const file = new RegExp(`tedious/lib/data-types/${name}\\.js$`);
    return [
      {
        file,
        from: 'var _core = require("@js-joda/core");',
        to: 'var _core = { get LocalDate() { return require("./js-joda.js").LocalDate; }, get ChronoUnit() { return require("./js-joda.js").ChronoUnit; } };',
      },
      {
        file,
        from,
        to: `const ${constant} = { until: (...given) => _core.LocalDate.ofYearDay(${year}, 1).until(...given) };`,
      },
    ];
  }),
];

/**
 * A library file with its changes.
 * @param made every change that was made is added to it
 */
export function changeFile(path: string, made: Set<Change>): OnLoadResult {
  let contents = readFileSync(path, "utf8");
  for (const change of CHANGES) {
    if (!change.file.test(slashed(path)) || contents.split(change.from).length !== 2) continue;
    contents = contents.replace(change.from, () => change.to);
    made.add(change);
  }
  return { contents, loader: "js" };
}

/** A path with slashes, also on Windows. */
export function slashed(path: string): string {
  return path.replaceAll("\\", "/");
}
