import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type CatalogueEntry, readCatalogue } from "../../src/interfaces/catalogue.ts";

/** `npm run schemas:page` writes schemas/README.md from the built catalogue; a test compares the two. */
export const SCHEMAS_PAGE = join(import.meta.dirname, "../../schemas/README.md");

export function schemasPage(catalogue: readonly CatalogueEntry[]): string {
  return `# The interfaces

<!-- npm run schemas:page writes this page. The text is in test/interfaces/schemas-page.ts; the tables come from the schemas. -->

One JSON Schema (draft-07) for each interface of 《湖南省医疗保障信息平台定点医药机构接口规范 V1.1.27》: the 206 of its official list and six more
that have a chapter in it (2306 2406 2407 3203 3204 4201). The processor validates the input of a request with it before anything is sent.

本目录每个接口一个 JSON Schema 文件，发送前按它校验入参。下面的表列出全部接口：类别、种类、结果未知时用哪个接口查询、名称。

## Classes

The class decides whether the processor may send a request again when its outcome is unknown.

| class | interfaces | what it is | after an unknown outcome |
|---|---|---|---|
${classRows(catalogue)}

2601 may reverse ${codesWhere(catalogue, ({ reversible }) => reversible)}.

## Notes

- A field that is left out, null and an empty text mean the same: nothing is given.
- A number may be written as a JSON number or as text. It is checked by its digits. A number that cannot be represented exactly has to be sent as text.
- What certainly would be refused is refused. What may be right in some bureau is sent, with a warning in the log: a field or code that the
  schema does not have (provinces add their own), and a missing field, except a node, a business key, an amount or count, and what products of other bureaus require too (\`required\`;
  the others are \`expected\`).
- The specification contradicts itself in lengths. The build makes each field of an input as long as the codes of its table and as the values
  that an output of the same name may have; in queries a date and time may be a date alone. \`processor schema show\` shows the result.
- 1101 and 2207 also accept a short form: 1101 with \`psn_no\` alone, 2207 with exactly six fields ([which](../README.md#what-his-calls)). With any
  other field, the input is checked as the full form.
- \`corrections.json\` lists every place where a schema differs from the printed specification, with the reason. A test compares all fields
  with the specification and accepts only these differences.
- \`common/formats.json\` has dates and numbers, \`common/codes.json\` the code tables. Interfaces refer to them with \`$ref\`.

Keywords that JSON Schema does not have:

| keyword | where | meaning |
|---|---|---|
| \`infno\` | interface | its code, the same as the file's name |
| \`kind\`, \`class\` | interface | as in the table of all interfaces |
| \`reversible\` | interface | 2601 may reverse it |
| \`lookWith\` | interface | the query that shows whether the insurer did a request whose outcome is unknown |
| \`businessKeys\` | interface | the fields by which a person recognises what the request is about |
| \`keyFields\` | interface | class C: the fields whose values together name one business act. While a request with the same values is open, or its outcome is unknown, no other one is sent. An empty list: each request is an act of its own. Without it, the whole text of the input names the act |
| \`expected\` | object | the fields that the specification requires, but of which it is not certain that a bureau refuses a request without them |
| \`codes\` | field | a code table; a code that is not in it gives a warning |
| \`decimal\` | field | number of all digits (\`precision\`), of digits after the point (\`scale\`), and whether it must be \`positive\` |
| \`anyFilled\` | object | at least one of these fields has a value |

A hospital's own schemas (\`interfaces_folder\` in config.json) have the same form: \`<infno>.json\` replaces or adds an interface, and
\`common/*.json\` replaces or adds definitions. \`processor schema show <infno>\` prints the fields of an interface,
\`processor schema example <infno>\` a valid input.

## The same business act

Two requests of these interfaces are the same act when these fields have the same values.
二者取值相同，即视为同一笔业务；表中没有的 C 类接口按入参全文判断。

| interface | fields |
|---|---|
${keyFieldRows(catalogue)}

## Look up an unknown outcome

| query | after an unknown outcome of |
|---|---|
${lookWithRows(catalogue)}

## All interfaces

| code | class | kind | look up with | name |
|---|---|---|---|---|
${catalogue.map(interfaceRow).join("\n")}
`;
}

const CLASSES = [
  ["A", "queries and trial calculations", "the processor sends it again by itself"],
  ["B", "uploads with a business key", "sent again only after a person has confirmed it"],
  ["C", "money or state", "sent again only after a person has confirmed it"],
] as const;

function classRows(catalogue: readonly CatalogueEntry[]): string {
  return CLASSES.map(([name, what, after]) => {
    const count = catalogue.filter((entry) => entry.class === name).length;
    return `| ${name} | ${count} | ${what} | ${after} |`;
  }).join("\n");
}

function lookWithRows(catalogue: readonly CatalogueEntry[]): string {
  const queries = [...new Set(catalogue.flatMap(({ lookWith }) => lookWith ?? []))].sort();
  return queries
    .map((query) => `| ${query} | ${codesWhere(catalogue, ({ lookWith }) => lookWith === query)} |`)
    .join("\n");
}

function keyFieldRows(catalogue: readonly CatalogueEntry[]): string {
  return catalogue
    .flatMap(({ infno, keyFields }) => (keyFields === null ? [] : [`| ${infno} | ${fieldsInWords(keyFields)} |`]))
    .join("\n");
}

function fieldsInWords(keyFields: readonly string[]): string {
  return keyFields.length === 0 ? "– (each request is an act of its own)" : keyFields.join(", ");
}

function codesWhere(catalogue: readonly CatalogueEntry[], isWanted: (entry: CatalogueEntry) => boolean): string {
  return catalogue
    .filter(isWanted)
    .map(({ infno }) => infno)
    .join(" ");
}

function interfaceRow({ infno, class: interfaceClass, kind, lookWith, name }: CatalogueEntry): string {
  return `| [${infno}](${infno}.json) | ${interfaceClass} | ${kind} | ${lookWith ?? "–"} | ${name} |`;
}

if (import.meta.main) writeFileSync(SCHEMAS_PAGE, schemasPage(readCatalogue()));
