import type { CsbAuthentication } from "../signature.ts";
import type { DatabaseSettings } from "./connection-string.ts";

export type LogLevel = "debug" | "info" | "warn" | "error";

/** Everything a run needs to know; after reading, no field is optional. */
export interface Configuration {
  readonly sdk: SdkSettings;
  readonly database: DatabaseSettings;
  readonly logging: LoggingSettings;
  readonly deadlineSeconds: number;
  readonly maxAttempts: number;
  readonly unknownInterfaces: "refuse" | "pass";
  /** A folder with the hospital's own schemas; null: none. */
  readonly interfacesFolder: string | null;
  readonly spool: SpoolSettings;
  /** What was guessed, and what will not do what it seems to. */
  readonly warnings: readonly string[];
}

/** How to speak to the insurer. */
export interface SdkSettings {
  readonly appId: string;
  readonly appSecret: string;
  /** The institution's code, 12 characters; `fixmedins_code` of the envelope. */
  readonly orgCode: string;
  readonly url: URL;
  /** One attempt, connect to last byte. */
  readonly timeoutMs: number;
  readonly authentication: CsbAuthentication;
  /** PEM of a private certificate authority; null: the system's. */
  readonly ca: string | null;
  readonly maxReplyBytes: number;
  readonly harmlessTexts: ReadonlySet<string>;
  readonly envelope: Readonly<Record<string, string>>;
}

export interface LoggingSettings {
  readonly level: LogLevel;
  readonly folder: string;
  /** The name before `-YYYY-MM-DD`. */
  readonly stem: string;
  readonly extension: string;
  readonly keepDays: number;
}

export interface SpoolSettings {
  readonly folder: string;
  readonly stderrAsLastResort: boolean;
}
