import type { Field } from "../interfaces/field.ts";
import { nodeName, type OutputNode, outputNodesOf } from "../interfaces/output-nodes.ts";
import type { SchemaDocuments } from "../interfaces/schema.ts";

/** An interface whose output is wanted as views. */
export interface ViewedInterface {
  readonly infno: string;
  readonly documents: SchemaDocuments;
}

const HEADER = `/*
Views over the insurer's replies, for reading and for SSMS or sqlcmd, with a login that is db_owner; run it in the database of HIS. Each
row is one object or one row of a list in the output of a request that ended in SUCCESS, of the latest reply only. A reversed settlement
is still a row. A number or date that cannot be converted is NULL here; fn_medical_insurance_fields and response_data have it as it came.
Ask by request_id; without it the view reads every reply.
*/
SET ANSI_NULLS, QUOTED_IDENTIFIER ON;`;

/** The script that creates one view for each node of the interfaces' outputs and grants it to HIS's role; null when there is no node. */
export function writeTypedViews(interfaces: readonly ViewedInterface[]): string | null {
  const views = interfaces.flatMap(({ infno, documents }) =>
    outputNodesOf(documents).flatMap((node) => viewBatches(infno, node)),
  );
  if (views.length === 0) return null;
  return `\uFEFF${[HEADER, ...views].map((batch) => `${batch}\nGO\n`).join("\n")}`;
}

function viewBatches(infno: string, node: OutputNode): readonly string[] {
  const view = `v_mi_${infno}_${nodeName(node).replaceAll(".", "_")}`;
  const lists = node.keys.length === 0 ? [[]] : node.keys.map((key) => [key]);
  const fields = node.fields.filter(({ code }) => !/^(?:request_id|row_no|parent_row_no)$/i.test(code));
  const depth = lists.length;
  const rowNumber = (level: number): string => `CAST(e${level}.[key] AS int) + 1`;
  const columns = [
    "    r.request_id",
    ...(depth > 1 ? [`    ${rowNumber(depth - 1)} AS parent_row_no`] : []),
    `    ${rowNumber(depth)} AS row_no`,
    ...fields.map((field) => `    ${typedValue(field)} AS [${field.code}]`),
  ];
  return [
    `-- ${node.label}: ${fields.map(({ code, label }) => `${code} ${label}`).join(", ")}`.replaceAll(/\s+/g, " ") +
      `\nCREATE OR ALTER VIEW dbo.${view}
AS
SELECT
${columns.join(",\n")}
FROM dbo.v_medical_insurance_result AS r
${lists.map((keys, index) => rowsAt(index + 1, keys)).join("\n")}
CROSS APPLY OPENJSON(CASE WHEN e${depth}.type = 5 THEN e${depth}.value END) WITH (
${fields.map((field) => `    [${field.code}] nvarchar(max) '$."${field.code}"'${holdsJson(field) ? " AS JSON" : ""}`).join(",\n")}
) AS f
WHERE r.interface_code = '${infno}'
  AND r.result_status = 'SUCCESS';`,
    `GRANT SELECT ON dbo.${view} TO medical_insurance_his;`,
  ];
}

/** The rows of one level; one object counts as a list of one. */
function rowsAt(level: number, keys: readonly string[]): string {
  const from =
    level === 1
      ? "CASE WHEN ISJSON(r.response_data) = 1 THEN r.response_data END"
      : `CASE WHEN e${level - 1}.type = 5 THEN e${level - 1}.value END`;
  const path = ["$", ...(level === 1 ? ["output"] : []), ...keys.map((key) => `"${key}"`)].join(".");
  return `CROSS APPLY (
    SELECT JSON_QUERY(${from}, N'${path}') AS value
) AS n${level}
CROSS APPLY OPENJSON(
    CASE WHEN LEFT(LTRIM(n${level}.value), 1) = N'{' THEN N'[' + n${level}.value + N']' ELSE n${level}.value END
) AS e${level}`;
}

function holdsJson({ types }: Field): boolean {
  return types.includes("object") || types.includes("array");
}

/** Two digits more than the specification has, so that an amount is shown as it came and not rounded to it. */
function typedValue(field: Field): string {
  const value = `f.[${field.code}]`;
  if (field.decimal !== null) {
    const scale = Math.max(4, (field.decimal.scale ?? 6) + 2);
    return `TRY_CONVERT(decimal(${Math.min(38, Math.max(15 + scale, (field.decimal.precision ?? 20) + 2))}, ${scale}), ${value})`;
  }
  if (field.types.join() === "boolean") return `TRY_CONVERT(bit, ${value})`;
  switch (field.format) {
    case "yyyy-MM-dd":
      return `TRY_CONVERT(date, ${value}, 121)`;
    case "yyyy-MM-dd HH:mm:ss":
    case "yyyy-MM-dd[ HH:mm:ss]":
      return `TRY_CONVERT(datetime2(3), ${value}, 121)`;
    default:
      return field.isFile || holdsJson(field) || (field.maxLength ?? 0) > 4000
        ? value
        : `CAST(${value} AS nvarchar(4000))`;
  }
}
