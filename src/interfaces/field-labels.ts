import type { Field } from "./field.ts";

/** What naming a fault and finding a warning need of a field; small, because every compiled interface contains it. */
export interface FieldLabels {
  readonly label: string;
  readonly required?: true;
  /** The name of an open code table. */
  readonly table?: string;
  readonly format?: string;
  readonly fields?: Readonly<Record<string, FieldLabels>>;
  /** The fields that are allowed when they are alone. */
  readonly shortForm?: Readonly<Record<string, FieldLabels>>;
}

export function labelsOf(field: Field): FieldLabels {
  return {
    label: field.label,
    ...(field.required ? { required: true } : {}),
    ...(field.codes !== null && !field.codes.closed ? { table: field.codes.table } : {}),
    ...(field.format === null ? {} : { format: field.format }),
    ...(field.fields.length === 0 ? {} : { fields: byCode(field.fields) }),
    ...(field.shortForm.length === 0 ? {} : { shortForm: byCode(field.shortForm) }),
  };
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
