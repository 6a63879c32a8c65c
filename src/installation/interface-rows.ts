import type { InterfaceRow } from "../interfaces/catalogue.ts";
import type { Row } from "../store/session.ts";

/** A table value constructor takes at most 1,000 rows. */
const ROWS_A_BATCH = 500;

/**
 * The batches that bring medical_insurance_interfaces to these rows. Only rows that differ are written, so that a second
 * installation changes no data; rows of other interfaces, which a hospital added, stay. Each gives one row for each interface whose
 * class it changes.
 */
export function interfaceBatches(rows: readonly InterfaceRow[]): readonly string[] {
  const batches: string[] = [];
  for (let from = 0; from < rows.length; from += ROWS_A_BATCH)
    batches.push(batchOf(rows.slice(from, from + ROWS_A_BATCH)));
  return batches;
}

/** The script's name of these batches. */
export const INTERFACES_STEP = "medical_insurance_interfaces";

/** An interface that had another class in the database, from an older version or changed by hand. */
export interface ChangedClass {
  readonly infno: string;
  readonly from: string;
  readonly to: string;
}

export function readChangedClass(row: Row): ChangedClass {
  return { infno: String(row.interface_code), from: String(row.old_class), to: String(row.new_class) };
}

function batchOf(rows: readonly InterfaceRow[]): string {
  return `DECLARE @interfaces table (
    interface_code varchar(10) NOT NULL PRIMARY KEY,
    name nvarchar(100) NOT NULL,
    class char(1) NOT NULL,
    reversible bit NOT NULL,
    look_with varchar(10) NULL,
    look_input nvarchar(1000) NULL,
    key_fields nvarchar(400) NULL
);

INSERT INTO @interfaces (
    interface_code,
    name,
    class,
    reversible,
    look_with,
    look_input,
    key_fields
)
VALUES
${rows.map(valuesOf).join(",\n")};

SELECT
    i.interface_code,
    i.class AS old_class,
    s.class AS new_class
FROM dbo.medical_insurance_interfaces AS i
INNER JOIN @interfaces AS s
    ON s.interface_code = i.interface_code
WHERE i.class <> s.class
ORDER BY
    i.interface_code;

UPDATE i
SET
    name = s.name,
    class = s.class,
    reversible = s.reversible,
    look_with = s.look_with,
    look_input = s.look_input,
    key_fields = s.key_fields
FROM dbo.medical_insurance_interfaces AS i
INNER JOIN @interfaces AS s
    ON s.interface_code = i.interface_code
WHERE i.name <> s.name
   OR i.class <> s.class
   OR i.reversible <> s.reversible
   OR ISNULL(i.look_with, '') <> ISNULL(s.look_with, '')
   OR ISNULL(i.look_input, N'') <> ISNULL(s.look_input, N'')
   OR ISNULL(i.key_fields, N'') <> ISNULL(s.key_fields, N'');

INSERT INTO dbo.medical_insurance_interfaces (
    interface_code,
    name,
    class,
    reversible,
    look_with,
    look_input,
    key_fields
)
SELECT
    s.interface_code,
    s.name,
    s.class,
    s.reversible,
    s.look_with,
    s.look_input,
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
  const lookInput = row.look_input === null ? "NULL" : `N${quote(row.look_input)}`;
  const keyFields = row.key_fields === null ? "NULL" : `N${quote(row.key_fields)}`;
  return `    (${quote(row.interface_code)}, N${quote(row.name)}, '${row.class}', ${row.reversible ? 1 : 0}, ${lookWith}, ${lookInput}, ${keyFields})`;
}

/**
 * The batch that brings medical_insurance_fields to what these interfaces have; none when they have nothing. Rows of other
 * interfaces stay.
 */
export function fieldBatches(rows: readonly InterfaceRow[]): readonly string[] {
  const values = rows.flatMap(({ interface_code, output_labels }) =>
    output_labels.map(
      ({ node, field, label }) => `    (${quote(interface_code)}, N${quote(node)}, N${quote(field)}, N${quote(label)})`,
    ),
  );
  const inserts: string[] = [];
  for (let from = 0; from < values.length; from += ROWS_A_BATCH)
    inserts.push(`INSERT INTO @fields (
    interface_code,
    node,
    field,
    label
)
VALUES
${values.slice(from, from + ROWS_A_BATCH).join(",\n")};`);
  return inserts.length === 0 ? [] : [fieldBatchOf(inserts)];
}

function fieldBatchOf(inserts: readonly string[]): string {
  return `DECLARE @fields table (
    interface_code varchar(10) NOT NULL,
    node nvarchar(200) NOT NULL,
    field nvarchar(100) NOT NULL,
    label nvarchar(200) NOT NULL,
    PRIMARY KEY (interface_code, node, field)
);

${inserts.join("\n\n")}

DELETE f
FROM dbo.medical_insurance_fields AS f
WHERE EXISTS (
    SELECT 1
    FROM @fields AS s
    WHERE s.interface_code = f.interface_code
)
AND NOT EXISTS (
    SELECT 1
    FROM @fields AS s
    WHERE s.interface_code = f.interface_code
      AND s.node = f.node
      AND s.field = f.field
);

UPDATE f
SET label = s.label
FROM dbo.medical_insurance_fields AS f
INNER JOIN @fields AS s
    ON s.interface_code = f.interface_code
   AND s.node = f.node
   AND s.field = f.field
WHERE s.label <> f.label;

INSERT INTO dbo.medical_insurance_fields (
    interface_code,
    node,
    field,
    label
)
SELECT
    s.interface_code,
    s.node,
    s.field,
    s.label
FROM @fields AS s
WHERE NOT EXISTS (
    SELECT 1
    FROM dbo.medical_insurance_fields AS f
    WHERE f.interface_code = s.interface_code
      AND f.node = s.node
      AND f.field = s.field
);`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
