import { readAsset, readCertainAsset } from "./asset.ts";
import { evaluateInterface } from "./compiled.ts";
import { INFNO, type Interface, type LoadInterface } from "./interface.ts";

/** The interface with this code, in capitals or not; undefined when the specification has none. Reads nothing of the others. */
export function loadInterface(code: string): Interface | undefined {
  const infno = code.toUpperCase();
  if (!INFNO.test(infno)) return undefined;
  const text = readAsset(`${infno}.js`);
  if (text !== undefined) return evaluateInterface(text, `interfaces/${infno}.js`);
  readCertainAsset("index.json");
  return undefined;
}

/**
 * The interfaces that a configuration knows: the hospital's own before the built-in ones.
 * @param folder the hospital's schemas; null: it has none
 */
export async function knownInterfaces(
  folder: string | null,
): Promise<{ readonly load: LoadInterface } | { readonly faults: readonly string[] }> {
  if (folder === null) return { load: loadInterface };
  const { loadHospitalInterfaces } = await import("./hospital-interfaces.ts");
  const own = await loadHospitalInterfaces(folder);
  if ("faults" in own) return { faults: own.faults.map(({ file, reason }) => `interfaces_folder: ${file}: ${reason}`) };
  return { load: (infno) => own.interfaces.get(infno.toUpperCase()) ?? loadInterface(infno) };
}
