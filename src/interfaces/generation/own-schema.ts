import type { JsonObject } from "../../json-text.ts";
import { decodeText, NOT_UNICODE } from "../../text-file.ts";
import { loadCommon, loadDocuments } from "../documents.ts";
import type { SchemaFault } from "../interface.ts";
import type { OwnFiles } from "../own-files.ts";
import { objectOf, parseSchema, type SchemaDocuments } from "../schema.ts";
import { compileInterface } from "./compile.ts";
import { applyDifferences } from "./differences.ts";

interface Faulty {
  readonly faults: readonly SchemaFault[];
}

/** Only here is a schema compiled at run time. All faults are told at once. */
export function compileOwnSchema(files: OwnFiles): { readonly text: string } | Faulty {
  const read = readOwnSchema(files);
  if ("faults" in read) return read;
  const compiled = compileInterface(read);
  return "text" in compiled ? compiled : faultsIn(files, compiled.reasons);
}

/** The whole schema: the file's own, or the built-in one with the file's differences. */
export function readOwnSchema(files: OwnFiles): SchemaDocuments | Faulty {
  const faults: SchemaFault[] = [];
  const common = { ...loadCommon() };
  for (const [name, bytes] of files.common) {
    const document = parse(`common/${name}`, bytes, faults);
    const definitions = { ...objectOf(common[name]?.definitions), ...objectOf(document.definitions) };
    common[name] = { ...common[name], ...document, definitions };
  }
  const schema = parse(`${files.infno}.json`, files.schema, faults);
  return faults.length > 0 ? { faults } : wholeSchema(files, { schema, common });
}

function parse(file: string, bytes: Buffer, faults: SchemaFault[]): JsonObject {
  const text = decodeText(bytes);
  const parsed = text === null ? { reason: `it ${NOT_UNICODE}` } : parseSchema(text);
  if ("schema" in parsed) return parsed.schema;
  faults.push({ file, reason: parsed.reason });
  return {};
}

function wholeSchema(files: OwnFiles, { schema, common }: SchemaDocuments): SchemaDocuments | Faulty {
  const { infno, profile } = files;
  if (schema.infno !== infno) return faultsIn(files, [`infno: must be "${infno}", as in the file's name`]);
  const builtIn = loadDocuments(infno, profile);
  if (schema.properties !== undefined) {
    const [was, is] = [String(builtIn?.schema.class), String(schema.class)];
    return builtIn !== undefined && is < was
      ? faultsIn(files, [`class: ${is} is weaker than ${was}: a class may only be made stricter`])
      : { schema, common };
  }
  if (builtIn === undefined)
    return faultsIn(files, [
      `${infno} is not built in, so there is nothing to differ from: write the whole schema, with "properties"`,
    ]);
  const applied = applyDifferences({ ...builtIn, common }, schema);
  if ("schema" in applied) return { schema: applied.schema, common };
  return faultsIn(
    files,
    applied.faults.map(({ path, reason }) => `${path}: ${reason}`),
  );
}

function faultsIn({ infno }: OwnFiles, reasons: readonly string[]): Faulty {
  return { faults: reasons.map((reason) => ({ file: `${infno}.json`, reason })) };
}
