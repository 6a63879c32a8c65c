import type * as Zlib from "node:zlib";

/** The part of node:zlib that axios uses for replies; Node's own is loaded when one comes compressed. */
const zlibAsNeeded = {
  /** axios reads these as it loads; a test holds them to Node's. */
  constants: { Z_SYNC_FLUSH: 2, BROTLI_OPERATION_FLUSH: 1, ZSTD_e_flush: 1 },
  createUnzip: (options?: Zlib.ZlibOptions) => zlib().createUnzip(options),
  createBrotliDecompress: (options?: Zlib.BrotliOptions) => zlib().createBrotliDecompress(options),
  createZstdDecompress: (options?: Zlib.ZstdOptions) => zlib().createZstdDecompress(options),
};

// biome-ignore lint/style/noDefaultExport: axios takes the module's default export.
export default zlibAsNeeded;

function zlib(): typeof Zlib {
  return process.getBuiltinModule("node:zlib");
}
