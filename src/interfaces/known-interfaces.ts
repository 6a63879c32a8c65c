import type { LoadInterface } from "./interface.ts";
import { loadInterface } from "./load.ts";

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
  return { load: (infno) => own.interfaces.get(infno) ?? loadInterface(infno) };
}
