import { readInterfaceSettings } from "../config/read.ts";
import { type InterfaceRow, interfaceRows } from "../interfaces/catalogue.ts";
import { type KnownInterfaces, knownInterfaces } from "../interfaces/known-interfaces.ts";
import { EXIT } from "../report/exit-code.ts";
import { faultLines } from "../report/interface-list.ts";
import {
  configurationFaulty,
  configurationPath,
  folderFaulty,
  isConfigured,
  type VerbContext,
  type VerbResult,
} from "./verb.ts";

/** Which interfaces a verb knows: --profile before the configuration's. */
export function interfaceSettingsFor(context: VerbContext): ReturnType<typeof readInterfaceSettings> {
  const { profile } = context;
  if (!isConfigured(context)) return { folder: null, profile: profile ?? "hunan" };
  const read = readInterfaceSettings(configurationPath(context.configPath));
  return "faults" in read || profile === null ? read : { ...read, profile };
}

/** Carries out a verb with the interfaces that a run knows; where there is no configuration, with the built-in ones. */
export async function withInterfaces(
  context: VerbContext,
  verb: (known: KnownInterfaces) => Promise<VerbResult>,
): Promise<VerbResult> {
  const read = interfaceSettingsFor(context);
  if ("faults" in read) return configurationFaulty(read);
  const known = knownInterfaces(read.folder, read.profile);
  return "reason" in known ? configurationFaulty(folderFaulty(known)) : verb(known);
}

/**
 * Carries out a verb with the rows of medical_insurance_interfaces, the hospital's own too. A broken file gives no row, so that
 * the row that is there stays as it is; what is wrong in it follows what the verb prints.
 * @param whenBroken a script is not written without some of its rows
 */
export async function withInterfaceRows(
  context: VerbContext,
  whenBroken: "go on" | "stop",
  verb: (rows: readonly InterfaceRow[]) => Promise<VerbResult>,
): Promise<VerbResult> {
  return withInterfaces(context, async (known) => {
    const { interfaces, faults } = await known.list();
    if (faults.length === 0) return verb(interfaceRows(interfaces));
    const { exitCode, text, json }: VerbResult =
      whenBroken === "stop"
        ? { exitCode: EXIT.usage, text: "nothing was written" }
        : await verb(interfaceRows(interfaces));
    return {
      exitCode: exitCode === EXIT.success ? EXIT.usage : exitCode,
      text: [text, ...faultLines(faults)].join("\n"),
      json: { ...json, faults },
    };
  });
}
