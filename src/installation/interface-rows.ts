import type { InterfaceRow } from "../interfaces/catalogue.ts";

/** A table value constructor takes at most 1,000 rows. */
const ROWS_A_BATCH = 500;

/**
 * The batches that bring medical_insurance_interfaces to these rows. Only rows that differ are written, so that a second
 * installation changes no data; rows of other interfaces, which a hospital added, stay.
 */
export function interfaceBatches(rows: readonly InterfaceRow[]): readonly string[] {
  const batches: string[] = [];
  for (let from = 0; from < rows.length; from += ROWS_A_BATCH)
    batches.push(batchOf(rows.slice(from, from + ROWS_A_BATCH)));
  return batches;
}

function batchOf(rows: readonly InterfaceRow[]): string {
  return `DECLARE @interfaces table (
    interface_code varchar(10) NOT NULL PRIMARY KEY,
    name nvarchar(100) NOT NULL,
    class char(1) NOT NULL,
    reversible bit NOT NULL,
    look_with varchar(10) NULL,
    key_fields nvarchar(400) NULL
);

INSERT INTO @interfaces (
    interface_code,
    name,
    class,
    reversible,
    look_with,
    key_fields
)
VALUES
${rows.map(valuesOf).join(",\n")};

UPDATE i
SET
    name = s.name,
    class = s.class,
    reversible = s.reversible,
    look_with = s.look_with,
    key_fields = s.key_fields
FROM dbo.medical_insurance_interfaces AS i
INNER JOIN @interfaces AS s
    ON s.interface_code = i.interface_code
WHERE i.name <> s.name
   OR i.class <> s.class
   OR i.reversible <> s.reversible
   OR ISNULL(i.look_with, '') <> ISNULL(s.look_with, '')
   OR ISNULL(i.key_fields, N'') <> ISNULL(s.key_fields, N'');

INSERT INTO dbo.medical_insurance_interfaces (
    interface_code,
    name,
    class,
    reversible,
    look_with,
    key_fields
)
SELECT
    s.interface_code,
    s.name,
    s.class,
    s.reversible,
    s.look_with,
    s.key_fields
FROM @interfaces AS s
WHERE NOT EXISTS (
    SELECT 1
    FROM dbo.medical_insurance_interfaces AS i
    WHERE i.interface_code = s.interface_code
);`;
}

function valuesOf(row: InterfaceRow): string {
  const lookWith = row.look_with === null ? "NULL" : quote(row.look_with);
  const keyFields = row.key_fields === null ? "NULL" : `N${quote(row.key_fields)}`;
  return `    (${quote(row.interface_code)}, N${quote(row.name)}, '${row.class}', ${row.reversible ? 1 : 0}, ${lookWith}, ${keyFields})`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
