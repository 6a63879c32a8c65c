import type { Column } from "../procedure.ts";
import type { Session } from "../session-state.ts";
import { bit, date, datetime2, decimal, int, nvarchar, type SqlType } from "../sql-type.ts";
import type { SqlValue } from "../wire/values.ts";
import { atPath, type Json, readJson } from "./json-value.ts";
import { resultView } from "./result.ts";
import type { Source, SourceRow } from "./source.ts";

export interface TypedView {
  readonly name: string;
  readonly source: Source;
}

/** Reads a view as `processor db views` writes it; undefined for any other text. */
export function readTypedView(batch: string): TypedView | undefined {
  const [, name, columnText = "", levelText = "", fieldText = "", infno] = VIEW.exec(batch.trim()) ?? [];
  if (name === undefined || infno === undefined) return undefined;
  const columns = columnText.split(",\n").map(readColumn);
  const known = columns.filter((column) => column !== undefined);
  const levels = [...levelText.matchAll(LEVEL)].map(([, path = ""]) => keysOf(path));
  const fields = fieldText.split(",\n").map((line) => FIELD.exec(line)?.[1]);
  const areKnown = known.length === columns.length && levels.length > 0 && !fields.includes(undefined);
  if (!areKnown) return undefined;
  return {
    name,
    source: { columns: known, rows: (session, requestId) => viewRows({ infno, known, levels }, session, requestId) },
  };
}

const VIEW =
  /^(?:--[^\n]*\n)?CREATE OR ALTER VIEW dbo\.(v_mi_\w+)\nAS\nSELECT\n([\s\S]*?)\nFROM dbo\.v_medical_insurance_result AS r\n((?:CROSS APPLY \(\n[^\n]*\n\) AS n\d\nCROSS APPLY OPENJSON\(\n[^\n]*\n\) AS e\d\n)+)CROSS APPLY OPENJSON\(CASE WHEN e\d\.type = 5 THEN e\d\.value END\) WITH \(\n([\s\S]*?)\n\) AS f\nWHERE r\.interface_code = '(\w+)'\n {2}AND r\.result_status = 'SUCCESS';$/;
const LEVEL = /SELECT JSON_QUERY\(CASE WHEN .* END, N'\$((?:\.(?:\w+|"\w+"))*)'\) AS value/g;
const FIELD = /^ {4}\[(\w+)\] nvarchar\(max\) '\$\."\1"'$/;

/** `.output."baseinfo"` */
function keysOf(path: string): readonly string[] {
  return [...path.matchAll(/\w+/g)].map(([key]) => key);
}

const COLUMNS: readonly (readonly [RegExp, (found: readonly string[]) => SqlType])[] = [
  [/^CAST\(f\.\[(\w+)\] AS nvarchar\(4000\)\) AS \[\1\]$/, () => nvarchar(4000)],
  [
    /^TRY_CONVERT\(decimal\((\d+), (\d+)\), f\.\[(\w+)\]\) AS \[\3\]$/,
    ([precision, scale]) => decimal(Number(precision), Number(scale)),
  ],
  [/^TRY_CONVERT\(date, f\.\[(\w+)\], 121\) AS \[\1\]$/, () => date],
  [/^TRY_CONVERT\(datetime2\(3\), f\.\[(\w+)\], 121\) AS \[\1\]$/, () => datetime2(3)],
  [/^TRY_CONVERT\(bit, f\.\[(\w+)\]\) AS \[\1\]$/, () => bit],
  [/^f\.\[(\w+)\] AS \[\1\]$/, () => nvarchar("max")],
  [/^r\.(request_id)$/, () => int],
  [/^CAST\(e\d\.\[key\] AS int\) \+ 1 AS ((?:parent_)?row_no)$/, () => int],
];

function readColumn(line: string): Column | undefined {
  for (const [pattern, typeOf] of COLUMNS) {
    const [whole, ...found] = pattern.exec(line.trim()) ?? [];
    const name = found.at(-1);
    if (whole !== undefined && name !== undefined) return { name, type: typeOf(found) };
  }
  return undefined;
}

interface Shape {
  readonly infno: string;
  readonly known: readonly Column[];
  readonly levels: readonly (readonly string[])[];
}

function viewRows({ infno, known, levels }: Shape, session: Session, requestId: number | undefined) {
  return resultView
    .rows(session, requestId)
    .filter(({ interface_code, result_status }) => interface_code === infno && result_status === "SUCCESS")
    .flatMap(({ request_id = null, response_data }) =>
      objectsAt(readJson(String(response_data)), levels, {}).map(({ json, numbers }) =>
        rowOf(known, { request_id, ...numbers }, json),
      ),
    );
}

interface Place {
  readonly json: ReadonlyMap<string, Json>;
  readonly numbers: SourceRow;
}

/** The objects that the last level has; one object counts as a list of one. */
function objectsAt(
  json: Json | undefined,
  [keys, ...below]: readonly (readonly string[])[],
  numbers: SourceRow,
): readonly Place[] {
  if (keys === undefined) return json instanceof Map ? [{ json, numbers }] : [];
  const node = atPath(json, keys);
  const rows = node instanceof Map ? [node] : Array.isArray(node) ? node : [];
  return rows.flatMap((row, index) =>
    objectsAt(row, below, { parent_row_no: numbers.row_no ?? null, row_no: index + 1 }),
  );
}

function rowOf(columns: readonly Column[], numbers: SourceRow, json: ReadonlyMap<string, Json>): SourceRow {
  const value = ({ name, type }: Column): SqlValue => {
    const own = numbers[name];
    if (own !== undefined) return own;
    const found = json.get(name);
    const text = found !== undefined && "text" in found ? found.text : null;
    return text === null ? null : (type.convert(text) ?? null);
  };
  return Object.fromEntries(columns.map((column) => [column.name, value(column)]));
}
