import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The fields of a hospital's own interface: their schemas by name; all are required. */
type Fields = Readonly<Record<string, object>>;

/** The whole schema of a query that only one hospital has, its fields under the node `data`. */
export function ownQuery(infno: string, fields: Fields) {
  return {
    infno,
    title: "自定义查询",
    kind: "query",
    class: "A",
    type: "object",
    required: ["input"],
    properties: {
      input: {
        type: "object",
        required: ["data"],
        properties: { data: { type: "object", required: Object.keys(fields), properties: fields } },
      },
    },
  };
}

/** Writes files into a folder of a hospital's schemas, which it makes: text as it is, all else as JSON. */
export function writeOwnSchemas(folder: string, files: Readonly<Record<string, unknown>>): void {
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  }
}
