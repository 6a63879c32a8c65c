import type { Column } from "./procedure.ts";
import { viewRow } from "./result-view.ts";
import { type Session, visibleRequests } from "./session-state.ts";
import { int, nvarchar } from "./sql-type.ts";
import type { SqlValue } from "./wire/values.ts";

export const fieldColumns: readonly Column[] = [
  { name: "node", type: nvarchar(200) },
  { name: "row_no", type: int },
  { name: "field", type: nvarchar(100) },
  { name: "label", type: nvarchar(200) },
  { name: "value", type: nvarchar("max") },
  { name: "path", type: nvarchar(1000) },
];

/** JSON as OPENJSON gives it: a number keeps its digits. */
type Json = { readonly text: string | null } | readonly Json[] | Map<string, Json>;

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
export function fieldRows(session: Session, requestId: number | undefined): readonly Record<string, SqlValue>[] {
  const request = visibleRequests(session).find((row) => row.request_id === requestId);
  if (request === undefined) return [];
  const { interface_code, response_data } = viewRow(session.database, request);
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

function readJson(text: string): Json | undefined {
  try {
    // Node gives the reviver a number's source; the types do not know it.
    return JSON.parse(text, revive as (key: string, value: unknown) => Json);
  } catch {
    return undefined;
  }
}

function revive(_key: string, value: unknown, { source }: { readonly source?: string }): Json {
  if (Array.isArray(value)) return value;
  if (value === null) return { text: null };
  if (typeof value === "object") return new Map(Object.entries(value));
  return { text: typeof value === "number" && source !== undefined ? source : String(value) };
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
