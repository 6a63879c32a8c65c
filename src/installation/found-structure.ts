import type { StoreFailure } from "../store/failure.ts";
import { type Database, queryTexts } from "./installed.ts";
import { defaultText, indexText, type Structure, wordsOf } from "./structure.ts";

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
