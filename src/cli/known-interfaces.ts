import { type InterfaceRow, interfaceRows } from "../interfaces/catalogue.ts";
import type { KnownInterfaces } from "../interfaces/known-interfaces.ts";
import { EXIT } from "../report/exit-code.ts";
import { faultLines } from "../report/interface-list.ts";
import { configurationFaulty, readInterfaces, type VerbContext, type VerbResult } from "./verb.ts";

/** Carries out a verb with the interfaces that a run knows. */
export async function withInterfaces(
  context: VerbContext,
  verb: (known: KnownInterfaces) => Promise<VerbResult>,
): Promise<VerbResult> {
  const known = readInterfaces(context);
  return "faults" in known ? configurationFaulty(known) : verb(known);
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
    const { exitCode, text } =
      whenBroken === "stop"
        ? { exitCode: EXIT.usage, text: "nothing was written" }
        : await verb(interfaceRows(interfaces));
    return {
      exitCode: exitCode === EXIT.success ? EXIT.usage : exitCode,
      text: [text, ...faultLines(faults)].join("\n"),
    };
  });
}
