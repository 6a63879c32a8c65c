import { writeFileSync } from "node:fs";
import { messageOf } from "../error-text.ts";
import { type ViewedInterface, writeTypedViews } from "../installation/typed-views.ts";
import type { KnownInterfaces } from "../interfaces/known-interfaces.ts";
import { EXIT } from "../report/exit-code.ts";
import { brokenInterface, unknownInterface } from "./schema.ts";
import type { VerbResult } from "./verb.ts";

/** `processor db views <infno...> [--out file]`: needs no database; the hospital's own schemas count. */
export async function viewsVerb(
  known: KnownInterfaces,
  infnos: readonly string[],
  out: string | null,
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
  if (out === null) return { exitCode: EXIT.success, text: script };
  try {
    writeFileSync(out, script, "utf8");
  } catch (error) {
    return { exitCode: EXIT.usage, text: `${out} cannot be written: ${messageOf(error)}` };
  }
  return { exitCode: EXIT.success, text: `${out} is written: run it in the database of HIS, as db_owner` };
}
