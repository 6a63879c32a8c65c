/** A value as JSON.parse gives it. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;

/** A JSON object; keys are own properties only. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}
