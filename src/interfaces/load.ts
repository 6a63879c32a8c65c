import type { Profile } from "../config/profile.ts";
import { readAsset, readCertainAsset } from "./asset.ts";
import { evaluateInterface } from "./compiled.ts";
import { INFNO, type Interface, type LoadInterface } from "./interface.ts";

/** The interface with this code, in capitals or not; undefined when the profile does not have it. Reads nothing of the others. */
export function loadInterface(code: string, profile: Profile = "hunan"): Interface | undefined {
  const infno = code.toUpperCase();
  if (!INFNO.test(infno)) return undefined;
  const text = readAsset(`${profile}/${infno}.js`);
  if (text !== undefined) return evaluateInterface(text, `interfaces/${profile}/${infno}.js`);
  readCertainAsset(`${profile}/index.json`);
  return undefined;
}

/**
 * Finds the interfaces that a configuration knows: the hospital's own before the built-in ones.
 * @param folder the hospital's schemas; null: it has none, and what reads them is not loaded
 * @param profile whose interfaces are built in
 * @returns the reason when the folder cannot be read
 */
export async function loaderFor(
  folder: string | null,
  profile: Profile,
): Promise<{ readonly load: LoadInterface } | { readonly reason: string }> {
  const builtIn = (code: string): Interface | undefined => loadInterface(code, profile);
  if (folder === null) return { load: builtIn };
  const { openHospitalInterfaces } = await import("./hospital-interfaces.ts");
  const own = openHospitalInterfaces(folder, profile);
  return "reason" in own ? own : { load: async (code) => (await own.load(code.toUpperCase())) ?? builtIn(code) };
}
