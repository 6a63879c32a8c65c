import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { launchProgram } from "./launch.ts";

/**
 * What Node runs first in an executable that pkg has made. pkg stores assets as files, in the folders that they came from; the
 * program asks node:sea for them, so node:sea is changed to read those files. pkg's own assets stay readable.
 */
const sea = process.getBuiltinModule("node:sea");
const { getRawAsset } = sea;
const outputFolder = join(__dirname, "..");
const folders = [__dirname, outputFolder, join(outputFolder, "..")];

function fileOf(name: string): string | undefined {
  return folders.map((folder) => join(folder, name)).find(existsSync);
}

/** pkg's file system does not list a folder with the folders in it. */
function namesIn(folder: string): readonly string[] {
  return readdirSync(join(outputFolder, folder)).map((name) => `${folder}/${name}`);
}

Object.assign(sea, {
  getAssetKeys: () => ["configuration", "interfaces"].flatMap(namesIn),
  getAsset: (name: string) => readFileSync(fileOf(name) ?? name, "utf8"),
  getRawAsset(name: string) {
    const file = fileOf(name);
    return file === undefined ? getRawAsset(name) : readFileSync(file);
  },
});
launchProgram(() => undefined);
