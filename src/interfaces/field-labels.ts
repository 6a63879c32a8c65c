import type { Field } from "./field.ts";

type Rows = "many" | "one";

/** What checking an input needs of a field beside its validator; small, because every compiled interface contains it. */
export interface FieldLabels {
  readonly label: string;
  readonly required?: true;
  /** The specification requires it, but perhaps not every bureau. */
  readonly expected?: true;
  /** A text, and nothing else. */
  readonly text?: true;
  /** Of a node: it is always a list of rows, or always one object. */
  readonly rows?: Rows;
  /** The name of an open code table. */
  readonly table?: string;
  readonly format?: string;
  readonly fields?: Readonly<Record<string, FieldLabels>>;
  /** The fields that are allowed when they are alone. */
  readonly shortForm?: Readonly<Record<string, FieldLabels>>;
}

export function labelsOf(field: Field): FieldLabels {
  const rows = rowsOf(field);
  return {
    label: field.label,
    ...(field.required ? { required: true } : {}),
    ...(field.expected ? { expected: true } : {}),
    ...(field.types.join() === "string" ? { text: true } : {}),
    ...(rows === null ? {} : { rows }),
    ...(field.codes !== null && !field.codes.closed ? { table: field.codes.table } : {}),
    ...(field.format === null ? {} : { format: field.format }),
    ...(field.fields.length === 0 ? {} : { fields: byCode(field.fields) }),
    ...(field.shortForm.length === 0 ? {} : { shortForm: byCode(field.shortForm) }),
  };
}

function rowsOf({ fields, types }: Field): Rows | null {
  if (fields.length === 0) return null;
  const [isList, isObject] = [types.includes("array"), types.includes("object")];
  return isList === isObject ? null : isList ? "many" : "one";
}

function byCode(fields: readonly Field[]): Record<string, FieldLabels> {
  return Object.fromEntries(fields.map((field) => [field.code, labelsOf(field)]));
}

/** The codes of the open tables below a field. */
export function openTablesOf(field: Field): Record<string, readonly string[]> {
  const tables: Record<string, readonly string[]> = {};
  const collect = ({ codes, fields }: Field): void => {
    if (codes !== null && !codes.closed) tables[codes.table] = codes.codes.map(([code]) => code);
    fields.forEach(collect);
  };
  collect(field);
  return tables;
}

/** The labels of one key of an object; a short form's field only counts when nothing else describes the key. */
export function labelsAt(labels: FieldLabels | undefined, key: string): FieldLabels | undefined {
  return ownKey(labels?.fields, key) ?? ownKey(labels?.shortForm, key);
}

export function ownKey(
  record: Readonly<Record<string, FieldLabels>> | undefined,
  key: string,
): FieldLabels | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}
