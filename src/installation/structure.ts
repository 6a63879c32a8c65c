import type { StoreFailure } from "../store/failure.ts";
import { type Database, queryTexts } from "./installed.ts";
import { DATABASE_SCRIPTS, readScript } from "./scripts.ts";

/**
 * What tables are made of: each column, key, check, default and index by its name, with a text that says how it is. Keys and
 * defaults have no name of their own here, because the original design let the server name them.
 */
export type Structure = ReadonlyMap<string, string>;

/** The structure that the scripts make. */
export function expectedStructure(): Structure {
  const structure = new Map<string, string>();
  for (const script of DATABASE_SCRIPTS) {
    for (const statement of withoutComments(readScript(script)).split(";")) readStatement(structure, statement);
  }
  return structure;
}

function withoutComments(script: string): string {
  const [first = "", ...others] = script.split("/*");
  const text = [first, ...others.map((part) => part.slice(part.indexOf("*/") + 2))].join("");
  return text
    .split("\n")
    .map((line) => line.split("--", 1)[0])
    .join("\n");
}

const CREATE_TABLE = /^CREATE TABLE dbo\.(\w+) \(/;
const ADD_TO_TABLE = /^ALTER TABLE dbo\.(\w+)(?: WITH NOCHECK)? ADD\s/;
const CREATE_INDEX = /^CREATE (UNIQUE )?INDEX (\w+)\s+ON dbo\.(\w+) \(([^)]*)\)(?: INCLUDE \(([^)]*)\))?$/;

/** Reads what a statement makes; BEGIN or a condition may be before it. */
function readStatement(structure: Map<string, string>, statement: string): void {
  const from = (words: string): string => {
    const at = statement.indexOf(words);
    return at < 0 ? "" : statement.slice(at).trim();
  };
  for (const [text, start] of [
    [from("CREATE TABLE dbo.").slice(0, -1), CREATE_TABLE],
    [from("ALTER TABLE dbo."), ADD_TO_TABLE],
  ] as const) {
    const [words, table = ""] = start.exec(text) ?? [];
    if (words === undefined) continue;
    for (const element of splitElements(text.slice(words.length))) readElement(structure, table, element);
  }
  for (const text of [from("CREATE INDEX "), from("CREATE UNIQUE INDEX ")]) {
    const [, unique, name = "", table = "", columns = "", included = ""] = CREATE_INDEX.exec(text) ?? [];
    if (name === "") continue;
    structure.set(`index ${table}.${name}`, indexText(unique !== undefined, namesIn(columns), namesIn(included)));
  }
}

/** Splits at the commas that are not in parentheses. */
function splitElements(elements: string): readonly string[] {
  let depth = 0;
  const parts = [""];
  for (const character of elements) {
    if (character === "(") depth++;
    if (character === ")") depth--;
    if (character === "," && depth === 0) parts.push("");
    else parts.push((parts.pop() ?? "") + character);
  }
  return parts.map((part) => part.trim().replaceAll(/\s+/g, " "));
}

const COLUMN =
  /^([a-z]\w*) (\w+(?:\([^)]*\))?)( IDENTITY\(1, 1\))? (NOT NULL|NULL)(?: CONSTRAINT \w+ DEFAULT \((.*)\))?$/;
const CONSTRAINT = /^CONSTRAINT (\w+) (PRIMARY KEY|UNIQUE|FOREIGN KEY|CHECK|DEFAULT)(?: CLUSTERED)? \((.*)\)$/;

function readElement(structure: Map<string, string>, table: string, element: string): void {
  const column = COLUMN.exec(element);
  if (column !== null) {
    const [, name = "", type = "", identity = "", nullable = "", value] = column;
    structure.set(`column ${table}.${name}`, `${type}${identity === "" ? "" : " IDENTITY"} ${nullable}`);
    if (value !== undefined) structure.set(`default ${table}.${name}`, defaultText(value));
    return;
  }
  const constraint = CONSTRAINT.exec(element.replace(/ FOR (\w+)$/, ""));
  if (constraint === null) throw new Error(`a part of ${table} that is not understood: ${element}`);
  const [, name = "", kind = "", inside = ""] = constraint;
  if (kind === "CHECK") structure.set(`check ${table}.${name}`, wordsOf(inside));
  if (kind === "PRIMARY KEY" || kind === "UNIQUE")
    structure.set(`key ${table} ${kind} (${namesIn(inside).join(", ")})`, "");
  if (kind === "FOREIGN KEY") {
    const [, from = "", to = "", key = ""] = /^(\w+)\) REFERENCES dbo\.(\w+) \((\w+)$/.exec(inside) ?? [];
    structure.set(`key ${table} FOREIGN KEY (${from}) REFERENCES ${to} (${key})`, "");
  }
  if (kind === "DEFAULT") structure.set(`default ${table}.${/ FOR (\w+)$/.exec(element)?.[1]}`, defaultText(inside));
}

function namesIn(list: string): readonly string[] {
  return list.split(",").flatMap((name) => (name.trim() === "" ? [] : [name.trim()]));
}

function indexText(isUnique: boolean, columns: readonly string[], included: readonly string[]): string {
  const include = included.length === 0 ? "" : ` INCLUDE (${included.join(", ")})`;
  return `${isUnique ? "UNIQUE " : ""}(${columns.join(", ")})${include}`;
}

/** A condition as the sorted list of its names and values: SQL Server writes IN as OR, in another order and with brackets. */
function wordsOf(condition: string): string {
  const words = condition.match(/'[^']*'|\w+/g) ?? [];
  const meaningful = words.filter((word) => !/^(?:in|or|and)$/i.test(word)).map((word) => word.toLowerCase());
  return [...new Set(meaningful)].sort().join(" ");
}

/** One row for each column, each column of a key or index, each foreign key and each check; all texts in the database's collation. */
export const STRUCTURE_QUERY = `SELECT
    N'column' AS kind,
    t.name COLLATE DATABASE_DEFAULT AS table_name,
    c.name COLLATE DATABASE_DEFAULT AS name,
    c.column_id AS place,
    TYPE_NAME(c.system_type_id) COLLATE DATABASE_DEFAULT AS detail,
    CAST(c.max_length AS int) AS length,
    CAST(c.scale AS int) AS scale,
    CAST(c.is_nullable AS int) AS is_nullable,
    CAST(c.is_identity AS int) AS is_marked,
    d.definition COLLATE DATABASE_DEFAULT AS definition,
    0 AS is_disabled
FROM sys.tables AS t
INNER JOIN sys.columns AS c
    ON c.object_id = t.object_id
LEFT JOIN sys.default_constraints AS d
    ON d.object_id = c.default_object_id
WHERE t.schema_id = SCHEMA_ID(N'dbo')
  AND t.name LIKE N'medical[_]insurance[_]%'
UNION ALL
SELECT
    CASE
        WHEN i.is_primary_key = 1 THEN N'PRIMARY KEY'
        WHEN i.is_unique_constraint = 1 THEN N'UNIQUE'
        ELSE N'index'
    END,
    t.name COLLATE DATABASE_DEFAULT,
    i.name COLLATE DATABASE_DEFAULT,
    x.key_ordinal,
    c.name COLLATE DATABASE_DEFAULT,
    0,
    0,
    0,
    CAST(i.is_unique AS int),
    i.filter_definition COLLATE DATABASE_DEFAULT,
    CAST(i.is_disabled AS int)
FROM sys.tables AS t
INNER JOIN sys.indexes AS i
    ON i.object_id = t.object_id
INNER JOIN sys.index_columns AS x
    ON x.object_id = i.object_id
   AND x.index_id = i.index_id
INNER JOIN sys.columns AS c
    ON c.object_id = x.object_id
   AND c.column_id = x.column_id
WHERE t.schema_id = SCHEMA_ID(N'dbo')
  AND t.name LIKE N'medical[_]insurance[_]%'
UNION ALL
SELECT
    N'FOREIGN KEY',
    t.name COLLATE DATABASE_DEFAULT,
    f.name COLLATE DATABASE_DEFAULT,
    0,
    c.name COLLATE DATABASE_DEFAULT,
    0,
    0,
    0,
    0,
    N'REFERENCES ' + r.name COLLATE DATABASE_DEFAULT + N' (' + k.name COLLATE DATABASE_DEFAULT + N')',
    CAST(f.is_disabled AS int)
FROM sys.foreign_keys AS f
INNER JOIN sys.foreign_key_columns AS x
    ON x.constraint_object_id = f.object_id
INNER JOIN sys.tables AS t
    ON t.object_id = f.parent_object_id
INNER JOIN sys.columns AS c
    ON c.object_id = x.parent_object_id
   AND c.column_id = x.parent_column_id
INNER JOIN sys.tables AS r
    ON r.object_id = f.referenced_object_id
INNER JOIN sys.columns AS k
    ON k.object_id = x.referenced_object_id
   AND k.column_id = x.referenced_column_id
WHERE t.schema_id = SCHEMA_ID(N'dbo')
  AND t.name LIKE N'medical[_]insurance[_]%'
UNION ALL
SELECT
    N'check',
    t.name COLLATE DATABASE_DEFAULT,
    k.name COLLATE DATABASE_DEFAULT,
    0,
    N'',
    0,
    0,
    0,
    0,
    k.definition COLLATE DATABASE_DEFAULT,
    CAST(k.is_disabled AS int)
FROM sys.check_constraints AS k
INNER JOIN sys.tables AS t
    ON t.object_id = k.parent_object_id
WHERE t.schema_id = SCHEMA_ID(N'dbo')
  AND t.name LIKE N'medical[_]insurance[_]%'
ORDER BY
    place;`;

/** The structure that is in a database. */
export async function readStructure(database: Database): Promise<Structure | StoreFailure> {
  const result = await queryTexts(database, STRUCTURE_QUERY);
  return "reason" in result ? result : structureOf(result.rows);
}

type CatalogueRow = Readonly<Record<string, string>>;

/** @param rows those of STRUCTURE_QUERY, the columns of an index in their order */
export function structureOf(rows: readonly CatalogueRow[]): Structure {
  const structure = new Map<string, string>();
  for (const row of rows) {
    const { kind = "", table_name = "", name = "", detail = "", definition = "" } = row;
    const disabled = row.is_disabled === "1" ? "disabled" : "";
    if (kind === "column") {
      const identity = row.is_marked === "1" ? " IDENTITY" : "";
      const nullable = row.is_nullable === "1" ? "NULL" : "NOT NULL";
      structure.set(`column ${table_name}.${name}`, `${typeText(detail, row)}${identity} ${nullable}`);
      if (definition !== "") structure.set(`default ${table_name}.${name}`, defaultText(definition));
    }
    if (kind === "check") structure.set(`check ${table_name}.${name}`, disabled || wordsOf(definition));
    if (kind === "FOREIGN KEY") structure.set(`key ${table_name} FOREIGN KEY (${detail}) ${definition}`, disabled);
  }
  for (const index of indexesOf(rows)) structure.set(...index);
  return structure;
}

function indexesOf(rows: readonly CatalogueRow[]): readonly (readonly [string, string])[] {
  const byIndex = Map.groupBy(
    rows.filter(({ kind }) => kind === "index" || kind === "UNIQUE" || kind === "PRIMARY KEY"),
    ({ table_name, name }) => `${table_name}.${name}`,
  );
  return [...byIndex].flatMap(([name, parts]): readonly (readonly [string, string])[] => {
    const [first] = parts;
    if (first === undefined) return [];
    const { kind, table_name, is_marked, is_disabled, definition } = first;
    const columns = parts.filter(({ place }) => place !== "0").map(({ detail = "" }) => detail);
    const included = parts.filter(({ place }) => place === "0").map(({ detail = "" }) => detail);
    const disabled = is_disabled === "1" ? "disabled" : "";
    if (kind !== "index") return [[`key ${table_name} ${kind} (${columns.join(", ")})`, disabled]];
    const filter = definition === "" ? "" : ` WHERE ${definition}`;
    return [[`index ${name}`, disabled || `${indexText(is_marked === "1", columns, included)}${filter}`]];
  });
}

function typeText(type: string, { length = "", scale = "" }: CatalogueRow): string {
  switch (type) {
    case "varchar":
    case "char":
    case "binary":
    case "varbinary":
      return `${type}(${length === "-1" ? "max" : length})`;
    case "nvarchar":
    case "nchar":
      return `${type}(${length === "-1" ? "max" : Number(length) / 2})`;
    case "datetime2":
      return `datetime2(${scale})`;
    default:
      return type;
  }
}

/** SQL Server writes (0) as ((0)), and SYSDATETIME() as (sysdatetime()). */
function defaultText(definition: string): string {
  let text = definition;
  while (text.startsWith("(") && text.endsWith(")")) text = text.slice(1, -1);
  return text.startsWith("'") ? text : text.toLowerCase();
}
