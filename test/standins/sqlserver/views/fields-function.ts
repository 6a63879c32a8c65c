import type { Session } from "../session-state.ts";
import { int, nvarchar } from "../sql-type.ts";
import type { SqlValue } from "../wire/values.ts";
import { type Json, readJson } from "./json-value.ts";
import { resultView } from "./result.ts";
import type { Source, SourceRow } from "./source.ts";

const columns: Source["columns"] = [
  { name: "node", type: nvarchar(200) },
  { name: "row_no", type: int },
  { name: "field", type: nvarchar(100) },
  { name: "label", type: nvarchar(200) },
  { name: "value", type: nvarchar("max") },
  { name: "path", type: nvarchar(1000) },
];

/** A place in the output, and how it is reached. */
interface Place {
  /** The names of the nodes, with dots. */
  readonly node: string;
  /** "" for a value that is in a list itself. */
  readonly field: string;
  readonly path: string;
  /** The places in lists on the way. */
  readonly row: string;
}

interface Found extends Place {
  readonly value: string | null;
}

const DEEPEST = 20;

/** fn_medical_insurance_fields: the output of a request's latest reply, one row for each field. */
export const fieldsFunction: Source = {
  columns,
  rows: (session, requestId) => resultView.rows(session, requestId).flatMap((row) => fieldRows(session, row)),
};

function fieldRows(session: Session, { interface_code, response_data }: SourceRow): readonly SourceRow[] {
  const known = session.database.tables.medical_insurance_interfaces.find(
    (row) => row.interface_code === interface_code,
  );
  const rows = new Map<string, string[]>();
  return fieldsOf(outputOf(response_data)).map(({ node, field, path, row, value }) => {
    const seen = rows.get(node) ?? [];
    if (!seen.includes(row)) rows.set(node, [...seen, row]);
    const row_no = seen.includes(row) ? seen.indexOf(row) + 1 : seen.length + 1;
    const named = known?.output_labels.find((each) => each.node === (node || "output") && each.field === field);
    return { node: node || "output", row_no, field, label: named?.label ?? null, value, path };
  });
}

/** Undefined when there is no output, or it is no object and no list. */
function outputOf(responseData: SqlValue | undefined): Json | undefined {
  const reply = readJson(String(responseData));
  return reply instanceof Map ? reply.get("output") : undefined;
}

function fieldsOf(output: Json | undefined): readonly Found[] {
  if (output === undefined || "text" in output) return [];
  return fieldsBelow(output, { node: "", field: "", path: "$.output", row: "" }, 0);
}

function fieldsBelow(json: Json, place: Place, depth: number): readonly Found[] {
  if ("text" in json) return [{ ...place, value: json.text }];
  if (depth === DEEPEST) return [];
  if (json instanceof Map)
    return [...json].flatMap(([key, below]) => fieldsBelow(below, inObject(place, key, below), depth + 1));
  const { path, row } = place;
  return json.flatMap((below, at) =>
    fieldsBelow(below, { ...place, field: "", path: `${path}[${at}]`, row: `${row}[${at}]` }, depth + 1),
  );
}

function inObject(place: Place, field: string, below: Json): Place {
  const path = `${place.path}.${field}`;
  if ("text" in below) return { ...place, field, path };
  return { ...place, node: place.node === "" ? field : `${place.node}.${field}`, field, path };
}
