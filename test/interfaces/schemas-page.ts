import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type CatalogueEntry, readCatalogue } from "../../src/interfaces/catalogue.ts";
import { readJson } from "./schema-files.ts";

/** `npm run schemas:page` writes schemas/README.md from the built catalogue; a test compares the two. */
export const SCHEMAS_PAGE = join(import.meta.dirname, "../../schemas/README.md");

/** Its class is in national.json, because it does not have Hunan's. */
function standsAlone({ infno }: CatalogueEntry): boolean {
  const { interfaces } = readJson("national.json") as { interfaces: Record<string, { class?: string }> };
  return interfaces[infno]?.class !== undefined;
}

function infnosOf(entries: readonly CatalogueEntry[]): string {
  return entries.map(({ infno }) => infno).join(" ");
}

export function schemasPage(catalogue: readonly CatalogueEntry[], national: readonly CatalogueEntry[]): string {
  const isInHunan = ({ infno }: CatalogueEntry): boolean => catalogue.some((entry) => entry.infno === infno);
  const more = national.filter((entry) => !isInHunan(entry));
  const changed = national.filter((entry) => isInHunan(entry) && standsAlone(entry));
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

## Other provinces

\`"profile": "national"\` in the \`sdk\` section of config.json is for a hospital outside Hunan. Its interfaces are made of Hunan's and of
[national.json](national.json), which has what public products of several provinces send. It is not an official specification.
湖南以外的医院在 config.json 的 \`sdk\` 里写 \`"profile": "national"\`。这套定义由湖南规范和其他省份已公开产品的报文合成，不是官方规范。

- **What is refused** 拒绝：a missing field that Hunan and at least two products require (of an interface that Hunan does not have: two products);
  a text longer than both allow; a date or a number that is neither's. 湖南规范和至少两个产品都要求必填的字段（湖南没有的接口：至少两个产品要求），缺少时才拒绝；长度取两者中较长的。
- **What a warning means** 警告：the request is sent. The rule \`expected\` in the log names a field that somebody requires; if the insurer refuses
  the request, look there first. \`fields-not-known\`: the fields of this interface are not known (2206A, 2207A and six more), so nothing was checked.
  出现警告时照样发送。医保端拒绝时，先看日志里的警告：\`expected\` 是可能必填的字段；\`fields-not-known\` 表示该接口的字段未知，入参未检查。
- **If the insurer requires more, or less** 与当地要求不同：write the [differences](#differences-over-a-built-in-interface) into a file; they are over the
  profile's interface. 按下文写差异文件，差异以本套定义为基础。
- **Interfaces that Hunan does not have** 湖南没有的接口，共 ${more.length} 个，按类别：${(["A", "B", "C"] as const)
    .map((letter) => `${letter}: ${infnosOf(more.filter((entry) => entry.class === letter))}`)
    .join(
      "; ",
    )}. \`processor schema list --profile national\` has their names. Class A has only what certainly is a query or a trial calculation. A look-up is named only
  where a query of the same business is known; for the others \`next_action\` says to ask the insurer. 不清楚用哪个接口查询的，\`next_action\` 提示与医保经办机构对账。
- **The same code, another business** 编号相同、业务不同：${infnosOf(changed)}. No field of these is required, and all but 7202 are of class C.
  这些编号在各省的业务不同，不检查必填；除 7202 外都按 C 类处理。
- **The address** 地址：some provinces have the interface's number in the path: \`"path": "/isp-api/powercsb/{infno}"\`. 有的省份把接口编号写在路径里，用 \`{infno}\` 表示。
- **The database** 数据库：\`processor db install --profile national\` gives it the classes of this profile. Where it was installed for another one, the stricter
  class counts, and an interface that it does not know is of class C. 安装数据库时加 \`--profile national\`；类别不一致时以较严的为准，数据库里没有的接口按 C 类处理。

## A hospital's own schemas

本节说明医院怎样修改内置接口，或增加自己的接口。

1. In the folder of config.json, \`processor schema export 2201 --out interfaces/2201.json\` makes the folder \`interfaces\` and writes the file
   to start from: one line for each field of the input, as it is now. It changes nothing until you change a line. Delete the lines that do not
   differ: a line that stays is not corrected by a later version. 在 config.json 所在目录执行，导出起始文件，每个字段一行。修改有差异的行，删除其他行。
2. Write \`"interfaces_folder": "interfaces"\` into config.json, next to \`sdk\` and \`database\`. The folder is next to config.json and must be there before this line; a file
   \`<infno>.json\` in it changes or adds that interface. 先建目录，再在 config.json 中写入该项（与 sdk、database 同级）；目录 interfaces 与 config.json 放在一起，每个接口一个文件
   \`<接口编号>.json\`。
3. \`processor schema list\` names all faults of all files, each with file, place and cause (exit code 2). It also compiles the files, so that
   no run has to. Run it after each change, as an administrator. 每次修改后，由管理员执行该命令：列出所有文件的全部错误，并预先编译。
4. \`processor schema show 2201\` shows the result, and \`from the hospital's file …\` above the fields; without that line your file is not used: look at
   step 2. \`processor schema example 2201\` gives a valid input, \`processor validate 2201 input.json\` checks one (it reads all of config.json, so its
   secrets must be there). 查看结果、生成示例、检查入参；没有 \`from the hospital's file\` 这一行，说明文件没有生效。
5. After a new interface or a stricter class, a DBA runs \`processor db install\` again, so that the database knows the class too;
   \`processor db check\` says whether it does. 增加接口或修改类别后，请 DBA 重新执行 \`processor db install\`。

These commands, and \`processor db\`, use config.json next to the executable; \`processor --config <file> schema list\` names another one.
In a clone of the sources, after \`npm run validators\`, every command is written as \`npx processor --config config.json schema list\`, with a copy of \`bin/build/package/deployment/config.example.json\` as config.json.

### Differences over a built-in interface

This file, \`2201.json\`, makes psn_name 200 characters long, requires card_sn and adds a field:
下例把 psn_name 的长度改为 200，要求填写 card_sn，并增加字段 ward_no：

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

A field is named by its path, as \`err_msg\` names it, without the number of the row: \`diseinfo.diag_code\`. \`null\` instead of an object drops
the field (an input that has it is then sent with a warning). What is not written stays as it is. \`output\` is written like \`input\`; the
insurer's output is not checked. 字段按路径书写，与 \`err_msg\` 中的相同，但不写行号。写 \`null\` 表示删除该字段。没有写的保持不变。

| keyword of a field | 含义 | value |
|---|---|---|
| \`type\` | 类型和长度 | as \`processor schema show\` prints it: \`string\`, \`string(30)\`, \`number\`, \`number(16,2)\` (16 digits, 2 of them after the point; 共 16 位，小数 2 位), \`yyyy-MM-dd\`, \`yyyy-MM-dd HH:mm:ss\`, \`yyyy-MM-dd[ HH:mm:ss]\`; for a new node \`object\` or \`list\` |
| \`presence\` | 是否必填 | \`required\` (必填，未填时拒绝), \`expected\` (未填时发送，日志中警告), \`optional\` (可不填). The short forms of 1101 and 2207 stay as they are |
| \`codes\` | 代码 | codes that are added to the field's table: \`{"399": "name"}\`; \`null\` instead of the name takes one out. Other codes: a warning, or a fault where \`schema show\` prints \`0\\|1\`. 加入或去掉（写 \`null\`）代码 |
| \`title\`, \`description\` | 名称、说明 | texts. A new field needs \`title\` and \`type\`. 新字段必须写 \`title\` 和 \`type\` |

\`"class": "C"\` next to \`infno\` makes the class stricter (A < B < C); a weaker class is a fault. \`class\` 只能改得更严。

### An interface of one's own

A file with \`properties\` is a whole schema, in the form of the files here. \`8801.json\`, a query of free beds:
带 \`properties\` 的文件是完整的接口定义，用于增加接口。下例增加接口 8801 空床查询：

\`\`\`json
{
  "infno": "8801",
  "title": "空床查询",
  "kind": "query",
  "class": "A",
  "type": "object",
  "required": ["input"],
  "properties": {
    "input": {
      "type": "object",
      "required": ["data"],
      "properties": {
        "data": {
          "title": "查询条件",
          "type": "object",
          "required": ["ward_no"],
          "properties": {
            "ward_no": { "title": "病区编号", "type": "string", "maxLength": 8 },
            "query_date": { "title": "查询日期", "$ref": "common/formats.json#/definitions/date" },
            "vali_flag": {
              "title": "有效标志",
              "type": "string",
              "maxLength": 1,
              "allOf": [{ "$ref": "common/codes.json#/definitions/vali_flag" }]
            }
          }
        }
      }
    }
  }
}
\`\`\`

Take class C (money or state) when you are not sure. A whole schema may also replace a built-in interface. \`common/*.json\` in the folder
replaces or adds definitions, for the interfaces that have a file there. 不能确定类别时写 C。整个文件也可以替换内置接口。

### When a file is broken

A request of that interface is refused, with the file in \`err_msg\`; nothing is sent. All other interfaces work. A broken \`common/*.json\`
stops all interfaces that have a file. 文件有错时，只有该接口的请求被拒绝，\`err_msg\` 指出文件，不发送；其他接口不受影响。

Compiled files are in \`compiled\` in the folder; they may be deleted. If they are missing or old, each run compiles its own interface, which
takes about a tenth of a second, unless its account may write there. Whoever can write into this folder can change the schemas and what the
processor runs: allow it to administrators only. 能写入该目录的人可以改变校验规则和程序执行的内容，因此只允许管理员写入。

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

if (import.meta.main) writeFileSync(SCHEMAS_PAGE, schemasPage(readCatalogue("hunan"), readCatalogue("national")));
