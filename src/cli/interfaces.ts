import type { Configuration } from "../config/configuration.ts";
import type { LoadInterface } from "../interfaces/interface.ts";
import { loadInterface } from "../interfaces/load.ts";

/** The interfaces that a configuration knows: the hospital's own before the built-in ones. */
export async function readInterfaces(
  configuration: Pick<Configuration, "interfacesFolder">,
): Promise<{ readonly load: LoadInterface } | { readonly faults: readonly string[] }> {
  if (configuration.interfacesFolder === null) return { load: loadInterface };
  const { loadOwnInterfaces } = await import("../interfaces/own.ts");
  const own = await loadOwnInterfaces(configuration.interfacesFolder);
  if ("faults" in own) return { faults: own.faults.map(({ file, reason }) => `interfaces_folder: ${file}: ${reason}`) };
  return { load: (infno) => own.interfaces.get(infno) ?? loadInterface(infno) };
}
