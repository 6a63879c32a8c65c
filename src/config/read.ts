import { readFileSync } from "node:fs";
import { basename, dirname, extname, join, resolve } from "node:path";
import { messageOf } from "../error-text.ts";
import type { LoggingSettings, LogLevel } from "../log.ts";
import { decodeText, NOT_UNICODE } from "../text-file.ts";
import { findFileFaults } from "./check.ts";
import {
  type Configuration,
  type Levels,
  SECONDS_FOR_FINISH,
  STRICT,
  type ValidationSettings,
} from "./configuration.ts";
import { type DatabaseSettings, readConnectionString } from "./connection-string.ts";
import { findControlCharacters } from "./control-characters.ts";
import type { ConfigurationFile, LevelsInFile } from "./file.ts";
import { placeOfJsonFault } from "./json-fault.ts";
import type { Profile } from "./profile.ts";
import { profileOf, readSdkSettings } from "./sdk-settings.ts";
import { secretReader } from "./secret.ts";

export type ConfigurationRead = { readonly configuration: Configuration } | { readonly faults: readonly string[] };

const SECONDS_AFTER_TIMEOUT = 15;
const DEFAULT_ATTEMPTS = 3;
const DEFAULT_KEEP_DAYS = 180;
const DEFAULT_GIVE_UP_SECONDS = 2 * 60 * 60;
const DEFAULT_FAIL_FAST_AFTER = 5;
const DEFAULT_FAIL_FAST_WITHIN_SECONDS = 60;

/**
 * Reads config.json and reports all its faults at once, each as `key: what is wrong and what to write`.
 * Relative paths are taken from the file's own folder, which is the executable's.
 */
export function readConfiguration(path: string, environment: NodeJS.ProcessEnv): ConfigurationRead {
  const file = readFile(path);
  return "faults" in file ? file : buildConfiguration(file.file, dirname(resolve(path)), environment);
}

/** What decides about the interfaces alone, for verbs that neither send nor store: a secret may be absent then. */
export function readInterfaceSettings(
  path: string,
): { readonly folder: string | null; readonly profile: Profile } | { readonly faults: readonly string[] } {
  const read = readFile(path);
  if ("faults" in read) return read;
  const { file } = read;
  return { folder: folderOfInterfaces(file, dirname(resolve(path))), profile: profileOf(file.sdk) };
}

function folderOfInterfaces({ interfaces_folder: given }: ConfigurationFile, folder: string): string | null {
  return given === undefined ? null : resolve(folder, given);
}

function readFile(path: string): { file: ConfigurationFile } | { faults: readonly string[] } {
  let text: string | null;
  try {
    text = decodeText(readFileSync(path));
  } catch (error) {
    return { faults: [`${path} cannot be read (${messageOf(error)})`] };
  }
  if (text === null) return { faults: [`${path} ${NOT_UNICODE}`] };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own message quotes the text around the fault, where a secret may be.
    const { line, column } = placeOfJsonFault(text);
    const hint = text.includes("\\") ? "; write \\\\ for one backslash" : "";
    return { faults: [`${path} is not JSON from line ${line}, column ${column} on${hint}`] };
  }
  const faults = [...findFileFaults(value)];
  if (faults.length > 0) faults.push(...faultsWithin(value));
  else faults.push(...findControlCharacters(value));
  // No fault against the schema: the file has the type that the schema describes.
  return faults.length > 0 ? { faults } : { file: value as ConfigurationFile };
}

/** Faults that the schema does not find, for a file that it refuses already: all faults are shown at once. */
function faultsWithin(value: unknown): readonly string[] {
  const { database } = Object(value) as { database?: unknown };
  const { connection_string: text } = Object(database) as { connection_string?: unknown };
  if (typeof text !== "string" || text === "") return [];
  const read = readConnectionString(text, "read elsewhere");
  return "faults" in read ? read.faults.map(connectionStringFault) : [];
}

function connectionStringFault(fault: string): string {
  return `database.connection_string: ${fault}`;
}

function buildConfiguration(
  file: ConfigurationFile,
  folder: string,
  environment: NodeJS.ProcessEnv,
): ConfigurationRead {
  const faults: string[] = [];
  const warnings = ignoredVariables(environment);
  const secret = secretReader(folder, environment, faults);
  const sdk = readSdkSettings(file.sdk, folder, secret, faults, warnings);
  const connectionString = secret("database.connection_string", file.database.connection_string);
  const password = file.database.password === undefined ? null : secret("database.password", file.database.password);
  const database = connectionString === "" ? { faults: [] } : readConnectionString(connectionString, password);
  if ("faults" in database) faults.push(...database.faults.map(connectionStringFault));
  if (faults.length > 0 || sdk === null || "faults" in database) return { faults };
  warnings.push(...database.warnings.map((warning) => `database.connection_string: ${warning}`));
  const logging = readLogging(file.logging ?? {}, folder);
  const deadlineSeconds = file.run?.deadline_seconds ?? sdk.timeoutMs / 1000 + SECONDS_AFTER_TIMEOUT;
  if (deadlineSeconds * 1000 < sdk.timeoutMs + SECONDS_FOR_FINISH * 1000) {
    warnings.push(
      `run.deadline_seconds: sending ends ${SECONDS_FOR_FINISH} s before the deadline of ${deadlineSeconds} s, which is less than sdk.timeout gives one attempt`,
    );
  }
  return {
    configuration: {
      sdk,
      database: { ...database.settings, tlsMinVersion: tlsMinVersionOf(file.database) },
      logging,
      deadlineSeconds,
      maxAttempts: file.retry?.max_attempts ?? DEFAULT_ATTEMPTS,
      giveUpSeconds: file.queue?.give_up_after ?? DEFAULT_GIVE_UP_SECONDS,
      failFast: {
        after: file.fail_fast?.after ?? DEFAULT_FAIL_FAST_AFTER,
        withinSeconds: file.fail_fast?.within_seconds ?? DEFAULT_FAIL_FAST_WITHIN_SECONDS,
      },
      validation: readValidation(file.validation ?? {}),
      unknownInterfaces: file.unknown_interfaces ?? "refuse",
      interfacesFolder: folderOfInterfaces(file, folder),
      spool: { folder: join(logging.folder, "spool"), stderrAsLastResort: file.spool?.stderr_as_last_resort ?? false },
      warnings,
    },
  };
}

/** Variables that weaken Node's TLS or give it code to run; whoever has set one must learn that it is not used. */
function ignoredVariables(environment: NodeJS.ProcessEnv): string[] {
  const warnings: string[] = [];
  if (environment.NODE_TLS_REJECT_UNAUTHORIZED !== undefined)
    warnings.push(
      "the environment variable NODE_TLS_REJECT_UNAUTHORIZED is set and ignored: certificates are verified",
    );
  if (environment.NODE_OPTIONS !== undefined)
    warnings.push("the environment variable NODE_OPTIONS is set, which the executable ignores");
  return warnings;
}

/** Node calls 1.0 TLSv1. */
function tlsMinVersionOf({
  tls_min_version: version,
}: ConfigurationFile["database"]): DatabaseSettings["tlsMinVersion"] {
  return version === "TLSv1.0" ? "TLSv1" : (version ?? "TLSv1.2");
}

function readValidation({
  max_characters,
  interfaces,
  ...levels
}: NonNullable<ConfigurationFile["validation"]>): ValidationSettings {
  const ofInterfaces = Object.entries(interfaces ?? {}).map(([infno, own]) => [infno, readLevels(own)] as const);
  return {
    levels: { ...STRICT.levels, ...readLevels(levels) },
    ofInterfaces: Object.fromEntries(ofInterfaces),
    maxCharacters: max_characters ?? STRICT.maxCharacters,
  };
}

function readLevels({ missing_fields: missingFields, lengths, formats }: LevelsInFile): Partial<Levels> {
  return {
    ...(missingFields === undefined ? {} : { missingFields }),
    ...(lengths === undefined ? {} : { lengths }),
    ...(formats === undefined ? {} : { formats }),
  };
}

function readLogging(logging: NonNullable<ConfigurationFile["logging"]>, folder: string): LoggingSettings {
  const path = resolve(folder, logging.file ?? "logs/processor.log");
  const extension = extname(path) || ".log";
  return {
    level: levelOf(logging.level ?? "INFO"),
    folder: dirname(path),
    stem: basename(path, extension),
    extension,
    keepDays: logging.keep_days ?? DEFAULT_KEEP_DAYS,
  };
}

/** Python's level names are taken too: configurations of the scripts before had them. */
function levelOf(name: string): LogLevel {
  switch (name.toLowerCase()) {
    case "debug":
      return "debug";
    case "warn":
    case "warning":
      return "warn";
    case "error":
    case "critical":
      return "error";
    default:
      return "info";
  }
}
