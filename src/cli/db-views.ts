import { type ViewedInterface, writeTypedViews } from "../installation/typed-views.ts";
import type { KnownInterfaces } from "../interfaces/known-interfaces.ts";
import { EXIT } from "../report/exit-code.ts";
import { giveScript, type OutFile } from "./out-file.ts";
import { brokenInterface, unknownInterface } from "./schema.ts";
import type { VerbResult } from "./verb.ts";

/** `processor db views <infno...> [--out file [--force]]`: needs no database; the hospital's own schemas count. */
export async function viewsVerb(
  known: KnownInterfaces,
  infnos: readonly string[],
  out: OutFile | null,
): Promise<VerbResult> {
  const interfaces: ViewedInterface[] = [];
  for (const infno of new Set(infnos.map((code) => code.toUpperCase()))) {
    const described = await known.describe(infno);
    if (described === undefined) return unknownInterface(infno);
    if ("reason" in described) return brokenInterface(described);
    interfaces.push({ infno, documents: described.documents });
  }
  const script = writeTypedViews(interfaces);
  if (script === null)
    return { exitCode: EXIT.usage, text: `the specification gives ${infnos.join(", ")} no output with fields` };
  return giveScript(script, out, "run it in the database of HIS, as db_owner");
}
