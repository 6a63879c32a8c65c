import type { Column } from "../procedure.ts";
import { int, nvarchar, varchar } from "../sql-type.ts";

/** With what the answers of list and show begin. */
export const requestColumns: readonly Column[] = [
  { name: "request_id", type: int },
  { name: "interface_code", type: varchar(10) },
  { name: "interface_name", type: nvarchar(100) },
  { name: "interface_class", type: varchar(1) },
  { name: "mode", type: varchar(10) },
  { name: "status", type: varchar(20) },
];
