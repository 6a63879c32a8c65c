import { type Column, declareProcedure, optional, returned } from "./procedure.ts";
import { int, nvarchar, type SqlType } from "./sql-type.ts";
import type { SqlValue } from "./wire/values.ts";

const smallint: SqlType = { ...int, text: "smallint", wire: { kind: "integer", bytes: 2 } };
const sysname = nvarchar(128);

/** In the order of the server's answer, by which ODBC counts. */
const columns: readonly Column[] = [
  { name: "TYPE_NAME", type: sysname },
  { name: "DATA_TYPE", type: smallint },
  { name: "PRECISION", type: int },
  { name: "LITERAL_PREFIX", type: sysname },
  { name: "LITERAL_SUFFIX", type: sysname },
  { name: "CREATE_PARAMS", type: sysname },
  { name: "NULLABLE", type: smallint },
  { name: "CASE_SENSITIVE", type: smallint },
  { name: "SEARCHABLE", type: smallint },
  { name: "UNSIGNED_ATTRIBUTE", type: smallint },
  { name: "MONEY", type: smallint },
  { name: "AUTO_INCREMENT", type: smallint },
  { name: "LOCAL_TYPE_NAME", type: sysname },
  { name: "MINIMUM_SCALE", type: smallint },
  { name: "MAXIMUM_SCALE", type: smallint },
  { name: "SQL_DATA_TYPE", type: smallint },
  { name: "SQL_DATETIME_SUB", type: smallint },
  { name: "NUM_PREC_RADIX", type: int },
  { name: "INTERVAL_PRECISION", type: smallint },
  { name: "USERTYPE", type: smallint },
];

const varchar = [12, 8000, "'", "'", "max length", 1, 1, 3, null, 0, null, "varchar", null, null, 12, null];
const nvarcharType = [-9, 4000, "N'", "'", "max length", 1, 1, 3, null, 0, null, "nvarchar", null, null, -9, null];
const varbinary = [-3, 8000, "0x", null, "max length", 1, 0, 2, null, 0, null, "varbinary", null, null, -3, null];
const datetime2 = [93, 27, "'", "'", "scale", 1, 0, 3, null, 0, null, "datetime2", 0, 7, 9, 3];
const datetime = [93, 23, "'", "'", null, 1, 0, 3, null, 0, null, "datetime", 3, 3, 9, 3];
const rows: readonly (readonly SqlValue[])[] = [
  ["varchar", ...varchar, null, null, 2],
  ["nvarchar", ...nvarcharType, null, null, 0],
  ["varbinary", ...varbinary, null, null, 4],
  ["datetime2", ...datetime2, null, null, 0],
  ["datetime", ...datetime, null, null, 12],
];

/**
 * What ODBC's SQLGetTypeInfo asks, with the rows that the server gives for the types that clients ask for at their login. From the
 * greatest lengths a client learns which texts it must send as long ones; without an answer it cuts them.
 */
export const datatypeInfo = declareProcedure(
  "sp_datatype_info_100",
  { data_type: optional(int, 0), ODBCVer: optional(int, 2) },
  ({ data_type }) => {
    const asked = rows.filter(([, number]) => data_type === 0 || data_type === number);
    return returned({ resultSet: { columns, rows: asked } });
  },
);
