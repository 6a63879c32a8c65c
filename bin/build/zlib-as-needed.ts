import type * as Zlib from "node:zlib";

/** axios reads these as it loads; a test holds them to Node's. */
export const constants = { Z_SYNC_FLUSH: 2, BROTLI_OPERATION_FLUSH: 1, ZSTD_e_flush: 1 };

/* Node's zlib is loaded when a reply comes compressed, and not before. */

export const createUnzip: typeof Zlib.createUnzip = (options) => zlib().createUnzip(options);

export const createBrotliDecompress: typeof Zlib.createBrotliDecompress = (options) =>
  zlib().createBrotliDecompress(options);

export const createZstdDecompress: typeof Zlib.createZstdDecompress = (options) => zlib().createZstdDecompress(options);

function zlib(): typeof Zlib {
  return process.getBuiltinModule("node:zlib");
}
