import { compileFunction } from "node:vm";
import { readBuilt } from "../built-file.ts";

/** Made by build.ts. */
export const BUILT_CHECK = "configuration/check.js";

/** An error as ajv reports it. */
interface SchemaError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
}

interface CompiledCheck {
  readonly validate: { (value: unknown): boolean; errors?: readonly SchemaError[] | null };
}

/** All faults of a configuration against configuration.schema.json, each as `key: what is wrong`. */
export function findFileFaults(value: unknown): string[] {
  const text = readBuilt(BUILT_CHECK);
  if (text === undefined) throw new Error(`no ${BUILT_CHECK}: npm run validators makes it`);
  const exported: Partial<CompiledCheck> = {};
  compileFunction(text, ["exports"], { filename: BUILT_CHECK })(exported);
  // The build writes this text, and it always exports validate.
  const { validate } = exported as CompiledCheck;
  const errors = validate(value) ? [] : (validate.errors ?? []);
  return [...new Set(errors.flatMap(faultText))];
}

/** The same for an `sdk` section alone, which MedicalInsuranceClient takes. */
export function findSdkFaults(sdk: unknown): string[] {
  return findFileFaults({ sdk, database: { connection_string: "none" } });
}

const TYPES: Readonly<Record<string, string>> = {
  number: "a number, written without quotes",
  integer: "a whole number, written without quotes",
  string: "text in quotes",
  object: "an object in {braces}",
  array: "a list in [brackets]",
  boolean: "true or false, written without quotes",
};

const WANTED: Readonly<Record<string, string>> = {
  "sdk.org_code": "the institution's code, 12 letters and digits",
  "sdk.base_url": "a URL that begins with http:// or https://",
  "sdk.path": "a path that begins with /",
  "sdk.tls.server_name": "a host name or an address, without https:// and without a port",
  "sdk.tls.pin": "the SHA-256 of a certificate, 64 hexadecimal digits, with or without colons",
  "logging.level": "one of DEBUG, INFO, WARNING, ERROR, CRITICAL",
};

function faultText({ instancePath, keyword, params }: SchemaError): string[] {
  const key = instancePath.slice(1).replaceAll("/", ".");
  const at = (name: unknown): string => (key === "" ? String(name) : `${key}.${name}`);
  const here = key === "" ? "the file" : key;
  switch (keyword) {
    case "required":
      return [`${at(params.missingProperty)}: is missing`];
    case "additionalProperties":
      return [`${at(params.additionalProperty)}: is not known; check its spelling`];
    case "propertyNames":
      return [`${at(params.propertyName)}: is filled in by the processor and cannot be set`];
    case "type":
      return [`${here}: must be ${TYPES[String(params.type)] ?? String(params.type)}`];
    case "enum":
      return Array.isArray(params.allowedValues) ? [`${here}: must be one of ${params.allowedValues.join(", ")}`] : [];
    case "minimum":
      return [`${here}: must be at least ${params.limit}`];
    case "maximum":
      return [`${here}: must be at most ${params.limit}`];
    case "minLength":
      return [`${here}: must not be empty`];
    case "maxLength":
      return [`${here}: must have at most ${params.limit} characters`];
    case "pattern":
      return [`${here}: must be ${WANTED[here] ?? `text that matches ${params.pattern}`}`];
    case "minProperties":
    case "maxProperties":
      return [`${here}: must be a text, {"env": "NAME"} or {"file": "path"}`];
    case "not":
    case "if":
      return [];
    default:
      return [`${here}: breaks the rule ${keyword}`];
  }
}
