import { type Field, fieldOf } from "./field.ts";
import type { SchemaDocuments } from "./schema.ts";
import { typeTextOf } from "./type-text.ts";

/**
 * A file of the hospital's own schemas with every field of a built-in interface as it is: it changes nothing until a line is
 * changed. One line a field.
 */
export function startingFile(documents: SchemaDocuments): string {
  const { infno, class: interfaceClass } = documents.schema;
  const lines = fieldLines(fieldOf(documents, "input")?.fields ?? [], "");
  return `{
  "infno": ${JSON.stringify(infno)},
  "class": ${JSON.stringify(interfaceClass)},
  "input": {
${lines.map((line) => `    ${line}`).join(",\n")}
  }
}`;
}

function fieldLines(fields: readonly Field[], parent: string): string[] {
  return fields.flatMap((field) => {
    const path = parent === "" ? field.code : `${parent}.${field.code}`;
    const presence = field.required ? "required" : field.expected ? "expected" : undefined;
    const values = { title: field.label, type: typeTextOf(field), ...(presence === undefined ? {} : { presence }) };
    const pairs = Object.entries(values).map(([key, value]) => `"${key}": ${JSON.stringify(value)}`);
    return [`${JSON.stringify(path)}: { ${pairs.join(", ")} }`, ...fieldLines(field.fields, path)];
  });
}
