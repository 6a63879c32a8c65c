import { mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { messageOf } from "../error-text.ts";
import { loadDocuments } from "../interfaces/documents.ts";
import { exampleInput } from "../interfaces/example.ts";
import type { BrokenInterface } from "../interfaces/interface.ts";
import type { KnownInterfaces } from "../interfaces/known-interfaces.ts";
import { startingFile } from "../interfaces/starting-file.ts";
import { EXIT } from "../report/exit-code.ts";
import { interfaceJson, showInterface } from "../report/interface-fields.ts";
import { faultLines, listAsTable, listJson } from "../report/interface-list.ts";
import { interfaceSettingsFor } from "./known-interfaces.ts";
import { writeLines } from "./out-file.ts";
import { configurationFaulty, type VerbContext, type VerbResult } from "./verb.ts";

/** `processor schema list [--json]`: every interface, the hospital's own too. Exit 2 if one of its files is broken. */
export async function listInterfaces(known: KnownInterfaces): Promise<VerbResult> {
  const { interfaces, faults } = await known.list();
  return {
    exitCode: faults.length === 0 ? EXIT.success : EXIT.usage,
    text: listAsTable(interfaces, faults),
    json: listJson(interfaces, faults),
  };
}

/** `processor schema show <infno>`: the facts and fields of one interface. */
export async function describeInterface(known: KnownInterfaces, infno: string): Promise<VerbResult> {
  const described = await known.describe(infno);
  if (described === undefined) return unknownInterface(infno);
  if ("reason" in described) return brokenInterface(described);
  return {
    exitCode: EXIT.success,
    text: showInterface(described.documents, described.file),
    json: interfaceJson(described.documents, described.file),
  };
}

/** `processor schema example <infno> [--full] [--out file]`: a valid input, ready for `processor validate` and for HIS. */
export async function exampleText(
  known: KnownInterfaces,
  infno: string,
  extent: "minimal" | "full",
  out: string | null,
  { configPath, profile }: Pick<VerbContext, "configPath" | "profile">,
): Promise<VerbResult> {
  const [described, made] = [await known.describe(infno), await known.load(infno)];
  if (described === undefined || made === undefined) return unknownInterface(infno);
  if ("reason" in described) return brokenInterface(described);
  if ("reason" in made) return brokenInterface(made);
  const input = exampleInput(extent, described.documents, made);
  const words = [
    ...(configPath === null ? [] : ["--config", configPath]),
    ...["validate", infno, out],
    ...(profile === null ? [] : ["--profile", profile]),
  ];
  const wrote = printOrWrite(JSON.stringify(input, null, 2), out, `check it with: processor ${words.join(" ")}`);
  return { ...wrote, json: { ...wrote.json, infno, input } };
}

/** `processor schema export <infno> [--out file]`: the built-in interface's fields as a file to change. */
export function exportVerb(context: VerbContext, infno: string, out: string | null): VerbResult {
  const read = interfaceSettingsFor(context);
  if ("faults" in read) return configurationFaulty(read);
  const documents = loadDocuments(infno.toUpperCase(), read.profile);
  if (documents === undefined) return unknownInterface(infno);
  const text = startingFile(documents);
  const wrote = printOrWrite(text, out, "keep and change the lines of the fields that differ");
  return { ...wrote, json: { ...wrote.json, infno, schema: JSON.parse(text) } };
}

/** To stdout, or to a new file: as UTF-8, while `>` in PowerShell 5.1 writes UTF-16. A file that exists is kept. */
function printOrWrite(text: string, out: string | null, nextStep: string): VerbResult {
  if (out === null) return { exitCode: EXIT.success, text, json: { message: "", file: null } };
  try {
    mkdirSync(dirname(resolve(out)), { recursive: true });
    writeLines(out, `${text}\n`, { flag: "wx" });
  } catch (error) {
    return { exitCode: EXIT.usage, text: `${out} cannot be written: ${messageOf(error)}`, json: { file: null } };
  }
  return { exitCode: EXIT.success, text: `${out} is written: ${nextStep}`, json: { file: out } };
}

export function brokenInterface({ faults }: BrokenInterface): VerbResult {
  return { exitCode: EXIT.usage, text: faultLines(faults).join("\n") };
}

export function unknownInterface(infno: string): VerbResult {
  return {
    exitCode: EXIT.inputInvalid,
    text: `there is no interface ${infno}; "processor schema list" names them all`,
  };
}
