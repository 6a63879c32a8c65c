import { expectedStructure } from "../../../src/installation/structure.ts";
import type { Column, ResultSet } from "./procedure.ts";
import { int, nvarchar } from "./sql-type.ts";
import type { SqlValue } from "./wire/values.ts";

const columns: readonly Column[] = [
  { name: "kind", type: nvarchar(20) },
  { name: "table_name", type: nvarchar(128) },
  { name: "name", type: nvarchar(128) },
  { name: "place", type: int },
  { name: "detail", type: nvarchar(128) },
  { name: "length", type: int },
  { name: "scale", type: int },
  { name: "is_nullable", type: int },
  { name: "is_marked", type: int },
  { name: "definition", type: nvarchar("max") },
  { name: "is_disabled", type: int },
];

type CatalogueRow = Readonly<Record<string, SqlValue>>;

/** What the tables of sql/ are made of, as the server's catalogue lists it: a row for each column, column of an index, and check. */
export function structureRows(): ResultSet {
  const structure = expectedStructure();
  const rows = [...structure].flatMap(([thing, text]): readonly CatalogueRow[] => {
    const [, kind = "", table_name = "", name = ""] = THING.exec(thing) ?? [];
    switch (kind) {
      case "column":
        return [
          {
            kind,
            table_name,
            name,
            ...typeOf(text),
            definition: structure.get(`default ${table_name}.${name}`) ?? null,
          },
        ];
      case "check":
        return [{ kind, table_name, name, definition: text }];
      case "index":
        return indexRows({ kind, table_name, name }, text);
      case "key":
        return keyRows(thing);
      default:
        return [];
    }
  });
  return {
    columns,
    rows: rows.map((row) => columns.map((column) => row[column.name] ?? (column.type === int ? 0 : null))),
  };
}

const THING = /^(\w+) (\w+)\.?(\w*)/;
const TYPE = /^(\w+)(?:\((\w+)\))?( IDENTITY)? (NOT )?NULL$/;

function typeOf(text: string): CatalogueRow {
  const [, detail = "", size, identity, not] = TYPE.exec(text) ?? [];
  const length = size === "max" ? -1 : Number(size ?? 0) * (detail.startsWith("n") ? 2 : 1);
  return {
    detail,
    length,
    scale: Number(size ?? 0) || 0,
    is_nullable: not === undefined ? 1 : 0,
    is_marked: identity === undefined ? 0 : 1,
  };
}

/** `UNIQUE (a, b) INCLUDE (c)`; an included column has place 0. */
function indexRows(index: CatalogueRow, text: string): readonly CatalogueRow[] {
  const [, unique, keys = "", included = ""] = /^(UNIQUE )?\(([^)]*)\)(?: INCLUDE \(([^)]*)\))?$/.exec(text) ?? [];
  const is_marked = unique === undefined ? 0 : 1;
  return [
    ...namesIn(keys).map((detail, at) => ({ ...index, is_marked, detail, place: at + 1 })),
    ...namesIn(included).map((detail) => ({ ...index, is_marked, detail, place: 0 })),
  ];
}

/** `key t PRIMARY KEY (a)`, `key t FOREIGN KEY (a) REFERENCES r (b)`. */
function keyRows(thing: string): readonly CatalogueRow[] {
  const [, table_name = "", kind = "", keys = "", definition] =
    /^key (\w+) (PRIMARY KEY|UNIQUE|FOREIGN KEY) \(([^)]*)\)(?: (REFERENCES .*))?$/.exec(thing) ?? [];
  const name = `${kind} ${keys}`;
  return namesIn(keys).map((detail, at) => ({
    kind,
    table_name,
    name,
    detail,
    place: at + 1,
    definition: definition ?? null,
  }));
}

function namesIn(list: string): readonly string[] {
  return list === "" ? [] : list.split(", ");
}
