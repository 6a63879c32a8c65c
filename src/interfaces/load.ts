import { readAsset, readCertainAsset } from "./asset.ts";
import { evaluateInterface } from "./compiled.ts";
import type { Interface } from "./interface.ts";

/** Four to six digits and at most one letter: 1101, 1306A, 100001. Nothing else ever names a file. */
export const INFNO = /^\d{4,6}[A-Z]?$/;

/** The interface with this code, undefined when the specification has none. Reads nothing of the others. */
export function loadInterface(infno: string): Interface | undefined {
  if (!INFNO.test(infno)) return undefined;
  const text = readAsset(`${infno}.js`);
  if (text !== undefined) return evaluateInterface(text, `interfaces/${infno}.js`);
  readCertainAsset("index.json");
  return undefined;
}
