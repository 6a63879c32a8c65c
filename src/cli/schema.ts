import { readCatalogue } from "../interfaces/catalogue.ts";
import { loadDocuments } from "../interfaces/documents.ts";
import { exampleInput } from "../interfaces/example.ts";
import { loadInterface } from "../interfaces/load.ts";
import { EXIT } from "../report/exit-code.ts";
import { showInterface } from "../report/interface-fields.ts";
import { listAsJson, listAsTable } from "../report/interface-list.ts";
import type { VerbResult } from "./verb.ts";

/** `processor schema list [--json]`: every interface of the specification. */
export function listInterfaces(asJson: boolean): VerbResult {
  const catalogue = readCatalogue();
  return { exitCode: EXIT.success, text: asJson ? listAsJson(catalogue) : listAsTable(catalogue) };
}

/** `processor schema show <infno>`: the facts and fields of one interface. */
export function describeInterface(infno: string): VerbResult {
  const documents = loadDocuments(infno);
  return documents === undefined ? unknownInterface(infno) : { exitCode: EXIT.success, text: showInterface(documents) };
}

/** `processor schema example <infno> [--full]`: a valid input, ready for `processor validate` and for HIS. */
export function exampleText(infno: string, extent: "minimal" | "full"): VerbResult {
  const [documents, made] = [loadDocuments(infno), loadInterface(infno)];
  if (documents === undefined || made === undefined) return unknownInterface(infno);
  return { exitCode: EXIT.success, text: JSON.stringify(exampleInput(extent, documents, made), null, 2) };
}

export function unknownInterface(infno: string): VerbResult {
  return {
    exitCode: EXIT.inputInvalid,
    text: `there is no interface ${infno}; "processor schema list" names them all`,
  };
}
