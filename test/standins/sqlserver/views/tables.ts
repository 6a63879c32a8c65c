import { expectedStructure } from "../../../../src/installation/structure.ts";
import type { Column } from "../procedure.ts";
import type { Database } from "../session-state.ts";
import {
  binary,
  bit,
  datetime,
  datetime2,
  int,
  nvarchar,
  type SqlType,
  uniqueidentifier,
  varchar,
} from "../sql-type.ts";
import type { Source, SourceRow } from "./source.ts";

/** A table, with the columns that the scripts of sql/ give it. */
export function tableNamed(name: string): Source | undefined {
  const rowsOf = TABLES[name];
  if (rowsOf === undefined) return undefined;
  return { columns: columnsOf(name), rows: ({ database }) => rowsOf(database) };
}

const TABLES: Readonly<Record<string, (database: Database) => readonly SourceRow[]>> = {
  medical_insurance_purges: ({ tables }) => tables.medical_insurance_purges.map((row) => ({ ...row })),
  medical_insurance_version: ({ tables }) => tables.medical_insurance_version.map((row) => ({ ...row })),
  medical_insurance_accepted_databases: ({ tables }) =>
    tables.medical_insurance_accepted_databases.map((row, index) => ({ accepted_id: index + 1, ...row })),
  medical_insurance_interfaces: ({ tables }) =>
    tables.medical_insurance_interfaces.map(({ output_labels: _, ...row }) => row),
  medical_insurance_fields: ({ tables }) =>
    tables.medical_insurance_interfaces.flatMap(({ interface_code, output_labels }) =>
      output_labels.map((label) => ({ interface_code, ...label })),
    ),
  medical_insurance_outage: ({ tables }) => tables.medical_insurance_outage.map((row) => ({ line: 1, ...row })),
  medical_insurance_requests: ({ tables }) => tables.medical_insurance_requests.map((row) => ({ ...row })),
  medical_insurance_attempts: ({ tables }) => tables.medical_insurance_attempts.map((row) => ({ ...row })),
  medical_insurance_responses: ({ tables }) => tables.medical_insurance_responses.map((row) => ({ ...row })),
};

const columnsByTable = new Map<string, readonly Column[]>();

function columnsOf(table: string): readonly Column[] {
  const known = columnsByTable.get(table);
  if (known !== undefined) return known;
  const start = `column ${table}.`;
  const columns = [...expectedStructure()]
    .filter(([thing]) => thing.startsWith(start))
    .map(([thing, text]) => ({ name: thing.slice(start.length), type: typeOf(text) }));
  columnsByTable.set(table, columns);
  return columns;
}

const PLAIN: Readonly<Record<string, SqlType>> = { int, bit, datetime, uniqueidentifier };

/** @param text such as `nvarchar(max) NOT NULL` */
function typeOf(text: string): SqlType {
  const [, name = "", length = ""] = /^(\w+)(?:\((\w+)\))?/.exec(text) ?? [];
  const plain = PLAIN[name];
  if (plain !== undefined) return plain;
  const size = length === "max" ? "max" : Number(length);
  if (name === "nvarchar") return nvarchar(size);
  if (name === "varchar" || name === "char") return varchar(size);
  if (name === "datetime2") return datetime2(Number(length));
  if (name === "binary") return binary(Number(length));
  throw new Error(`no type for ${text}`);
}
