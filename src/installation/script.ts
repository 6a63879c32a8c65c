import { BEGIN_BATCH, type Plan } from "./plan.ts";

const BYTE_ORDER_MARK = "\uFEFF";

const HEADER = `/*
Installs medical-insurance-processor into the current database; for SSMS and sqlcmd, with a login that is db_owner.
Choose the database first (USE HIS, or sqlcmd -d HIS). One transaction: on the first error everything is taken back, the rest is
skipped, and the database stays as it was. Running it again changes no data, definition or grant.
*/`;

const SETTINGS = `SET ANSI_NULLS, ANSI_PADDING, ANSI_WARNINGS, ARITHABORT, CONCAT_NULL_YIELDS_NULL, QUOTED_IDENTIFIER ON;
SET NUMERIC_ROUNDABORT OFF;
SET NOCOUNT ON;`;

/** An error rolls back but does not end a script; without this the batches after it would install a part. */
const STOP_AFTER_ERROR = `IF @@TRANCOUNT = 0
BEGIN
    SET NOEXEC ON;
END;`;

/** The whole installation as one file, UTF-8 with a byte order mark, without which sqlcmd reads Chinese in the OEM code page. */
export function writeInstallationScript(plan: Plan): string {
  const batches = [
    `${HEADER}\n${SETTINGS}`,
    BEGIN_BATCH,
    ...plan.database.flatMap(({ script, sql }) => [STOP_AFTER_ERROR, `-- ${script}`, sql]),
    STOP_AFTER_ERROR,
    "COMMIT TRANSACTION;",
    ...plan.server.flatMap(({ script, sql }) => [`-- ${script}`, sql]),
    "SET NOEXEC OFF;",
  ];
  return `${BYTE_ORDER_MARK}${batches.map((batch) => `${batch}\nGO\n`).join("\n")}`;
}
