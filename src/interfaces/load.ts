import { readAsset, readCertainAsset } from "./asset.ts";
import { evaluateInterface } from "./compiled.ts";
import { INFNO, type Interface } from "./interface.ts";

/** The interface with this code, in capitals or not; undefined when the specification has none. Reads nothing of the others. */
export function loadInterface(code: string): Interface | undefined {
  const infno = code.toUpperCase();
  if (!INFNO.test(infno)) return undefined;
  const text = readAsset(`${infno}.js`);
  if (text !== undefined) return evaluateInterface(text, `interfaces/${infno}.js`);
  readCertainAsset("index.json");
  return undefined;
}
