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

## A hospital's own schemas

\`interfaces_folder\` in config.json names a folder. A file \`<infno>.json\` there changes or adds an interface. To change a built-in
interface, write only what differs. This file, \`2201.json\`, makes psn_name 200 characters long, requires card_sn and adds a field:

医院自己的接口定义放在 \`interfaces_folder\` 指定的目录，文件名为 \`<接口编号>.json\`。修改内置接口时，只写与内置定义不同的部分。下例把
psn_name 的长度改为 200，要求填写 card_sn，并增加字段 ward_no：

\`\`\`json
{
  "infno": "2201",
  "input": {
    "data.psn_name": { "type": "string(200)" },
    "data.card_sn": { "presence": "required" },
    "data.ward_no": { "title": "病区编号", "type": "string(8)" }
  }
}
\`\`\`

A field is named by its path, as \`err_msg\` names it, without the number of the row: \`diseinfo.diag_name\`. \`null\` instead of an object drops
the field (an input that has it is then sent with a warning). \`output\` is written like \`input\`; the insurer's output is not checked.
字段按路径书写，与 \`err_msg\` 里的相同，但不写行号。写 \`null\` 表示删除该字段。

| keyword of a field | 含义 | value |
|---|---|---|
| \`type\` | 类型和长度 | as \`processor schema show <infno>\` prints it: \`string\`, \`string(30)\`, \`number\`, \`number(16,2)\`, \`yyyy-MM-dd\`, \`yyyy-MM-dd HH:mm:ss\`, \`yyyy-MM-dd[ HH:mm:ss]\`; for a new node \`object\` or \`list\` |
| \`presence\` | 是否必填 | \`required\` (必填), \`expected\` (未填时只提示), \`optional\` (可不填). The short forms of 1101 and 2207 stay as they are |
| \`codes\` | 代码 | codes that are added to the field's table: \`{"399": "name"}\`; \`null\` instead of the name takes one out |
| \`title\`, \`description\` | 名称、说明 | texts. A new field needs \`title\` and \`type\` |

\`"class": "C"\` next to \`infno\` makes the class stricter; a weaker class is a fault. A file with \`properties\` is a whole schema, in the form
of the files here: it adds an interface, or replaces a built-in one. \`common/*.json\` in the folder replaces or adds definitions, for the
interfaces that have a file there. \`class\` 只能改得更严。带 \`properties\` 的文件是完整的接口定义，用于增加接口或整个替换。

\`processor validate 2201 input.json --config config.json\` tells all faults of the files, or checks an input with them. A fault in one file
stops every run. \`processor schema\` does not show a hospital's own schemas: \`show <infno>\` prints the fields of a built-in interface,
\`example <infno>\` a valid input.
用 \`processor validate\` 加 \`--config\` 检查；任一文件有错，所有请求都不能办理。\`processor schema\` 只显示内置接口。

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
