import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PACK, PACK_INDEX } from "../../../src/packed-files.ts";
import { launchProgram } from "./launch.ts";

/**
 * What Node runs first in an executable that pkg has made. pkg stores assets as files, in the folders that they came from; the
 * program asks node:sea for them, so node:sea is changed to read those files. pkg's own assets stay readable.
 */
const sea = process.getBuiltinModule("node:sea");
const { getRawAsset } = sea;
const files = new Map([
  [PACK, "payload.pack"],
  [PACK_INDEX, "payload.index"],
]);

Object.assign(sea, {
  getRawAsset(name: string) {
    const file = files.get(name);
    return file === undefined ? getRawAsset(name) : readFileSync(join(__dirname, file));
  },
});
launchProgram(() => undefined);
