import type { Field } from "./field.ts";

/** A field's type and length as people read and write it: string(30), number(16,2), yyyy-MM-dd, object, list, object or list. */
export function typeTextOf({ types, maxLength, decimal, format, fields, isFile }: Field): string {
  const names = types.map((type) => (type === "array" ? "list" : type)).join(" or ");
  if (fields.length > 0) return names;
  if (isFile) return "base64";
  if (format !== null) return format;
  if (decimal !== null)
    return decimal.precision === null ? "number" : `number(${decimal.precision},${decimal.scale ?? 0})`;
  return types.length === 0 ? "any" : `${names}${maxLength === null ? "" : `(${maxLength})`}`;
}
