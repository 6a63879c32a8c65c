import type { Profile } from "../config/profile.ts";
import { readAsset, readCertainAsset } from "./asset.ts";
import { evaluateInterface } from "./compiled.ts";
import { INFNO, type Interface } from "./interface.ts";

/** The interface with this code, in capitals or not; undefined when the profile does not have it. Reads nothing of the others. */
export function loadInterface(code: string, profile: Profile = "hunan"): Interface | undefined {
  const infno = code.toUpperCase();
  if (!INFNO.test(infno)) return undefined;
  const text = readAsset(`${profile}/${infno}.js`);
  if (text !== undefined) return evaluateInterface(text, `interfaces/${profile}/${infno}.js`);
  readCertainAsset(`${profile}/index.json`);
  return undefined;
}
