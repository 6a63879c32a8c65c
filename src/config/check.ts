import { compiledCheck, type SchemaError } from "./compiled-check.ts";

/** All faults of a configuration against configuration.schema.json, each as `key: what is wrong`. */
export function findFileFaults(value: unknown): string[] {
  const { validate } = compiledCheck();
  const errors = validate(value) ? [] : (validate.errors ?? []);
  return [...new Set(errors.flatMap((error) => faultText(error, value)))];
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

/** The fields under sdk.envelope that the schema knows; a province's own have other names. */
const ENVELOPE: readonly string[] = [
  "mdtrtarea_admvs",
  "insuplc_admdvs",
  "recer_sys_code",
  "infver",
  "opter_type",
  "opter",
  "opter_name",
  "fixmedins_name",
];

/** The keys of the configuration that lead to a value. One that is not known may be a piece of a secret: its number is given. */
function keyOf(instancePath: string, value: unknown): string {
  const [section, part, name, ...rest] = instancePath.slice(1).split("/");
  if (section === "" || section === undefined) return "";
  if (section !== "sdk" || part !== "envelope" || name === undefined || ENVELOPE.includes(name)) {
    return instancePath.slice(1).replaceAll("/", ".");
  }
  const { sdk } = Object(value) as { sdk?: unknown };
  const { envelope } = Object(sdk) as { envelope?: unknown };
  const plain = name.replaceAll("~1", "/").replaceAll("~0", "~");
  return ["sdk.envelope", numberOfKey(envelope, plain), ...rest].join(".");
}

/** As in `key 3`, counted from 1. */
function numberOfKey(object: unknown, key: string): string {
  return `key ${Object.keys(Object(object)).indexOf(key) + 1}`;
}

function valueAt(value: unknown, instancePath: string): unknown {
  const steps = instancePath.split("/").slice(1);
  return steps.reduce<unknown>((at, step) => (Object(at) as Record<string, unknown>)[step], value);
}

function faultText({ instancePath, keyword, params }: SchemaError, value: unknown): string[] {
  const key = keyOf(instancePath, value);
  const at = (name: unknown): string => (key === "" ? String(name) : `${key}.${name}`);
  const here = key === "" ? "the file" : key;
  switch (keyword) {
    case "required":
      return [`${at(params.missingProperty)}: is missing`];
    case "additionalProperties":
      return [
        `${here}: ${numberOfKey(valueAt(value, instancePath), String(params.additionalProperty))} is not known; check its spelling`,
      ];
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
