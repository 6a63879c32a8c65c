import type { LoggingSettings } from "../log.ts";
import type { DatabaseSettings } from "./connection-string.ts";
import type { Profile } from "./profile.ts";

/** Sending ends so long before the deadline; the rest is for finish and spool. */
export const SECONDS_FOR_FINISH = 5;

/** Everything a run needs to know; after reading, no field is optional. */
export interface Configuration {
  readonly sdk: SdkSettings;
  readonly database: DatabaseSettings;
  readonly logging: LoggingSettings;
  readonly deadlineSeconds: number;
  readonly maxAttempts: number;
  /** How long after HIS's call a request of the queue of which nothing was sent is tried again; 0: it ends at once. */
  readonly giveUpSeconds: number;
  readonly failFast: FailFast;
  readonly unknownInterfaces: "refuse" | "pass";
  readonly validation: ValidationSettings;
  /** A folder with the hospital's own schemas; null: none. */
  readonly interfacesFolder: string | null;
  readonly spool: SpoolSettings;
  /** What was guessed, and settings that do not have the effect that they seem to have. */
  readonly warnings: readonly string[];
}

/** When sync and async calls are held back because the insurer cannot be reached; `fail_fast` of the configuration. */
export interface FailFast {
  /** After so many runs in a row that reached nobody; 0: never. */
  readonly after: number;
  /** So long at most may be between two of them. */
  readonly withinSeconds: number;
}

/** What becomes of an input that breaks a rule: nothing is sent, or it is sent with a warning in the log. */
export type Level = "refuse" | "warn";

export interface Levels {
  readonly missingFields: Level;
  readonly lengths: Level;
  readonly formats: Level;
}

/** How strictly an input is checked before it is sent. */
export interface ValidationSettings {
  readonly levels: Levels;
  /** Levels of single interfaces, by infno, which replace the general ones. */
  readonly ofInterfaces: Readonly<Record<string, Partial<Levels>>>;
  /** A longer input is refused; null: an input over the specification's 40,000 characters is sent with a warning. */
  readonly maxCharacters: number | null;
}

/** What holds where a configuration says nothing. */
export const STRICT: ValidationSettings = {
  levels: { missingFields: "refuse", lengths: "refuse", formats: "refuse" },
  ofInterfaces: {},
  maxCharacters: null,
};

/** How to speak to the insurer. */
export interface SdkSettings {
  readonly profile: Profile;
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
  readonly tls: TlsSettings;
  readonly maxReplyBytes: number;
  /** Words of success that the err_msg of a success without output may be or end in. */
  readonly harmlessTexts: readonly string[];
  /** Texts in an err_msg that tell of a time-out behind the machine that replied. */
  readonly timeoutTexts: readonly string[];
  readonly envelope: Readonly<Record<string, string>>;
}

/** How the insurer's machine is recognised; `sdk.tls` of the configuration. */
export interface TlsSettings {
  /** The name or address in the server's certificate; null: the host of the URL. */
  readonly serverName: string | null;
  /** SHA-256 of the one certificate that is taken, in place of a verified chain; 64 upper-case hexadecimal digits. Null: the chain. */
  readonly pin: string | null;
  /** Null: Node's own, TLS 1.2. */
  readonly minVersion: TlsVersion | null;
}

export type TlsVersion = "TLSv1.0" | "TLSv1.1" | "TLSv1.2" | "TLSv1.3";

export interface SpoolSettings {
  readonly folder: string;
  readonly stderrAsLastResort: boolean;
}

/** How the gateway wants a request signed; `sdk.auth` of the configuration. */
export interface CsbAuthentication {
  readonly scheme: "csb";
  readonly api_version: string;
  /** One fixed name for all interfaces (Jiangsu); null: the infno (Hunan, Jiangxi). */
  readonly api_name: string | null;
  readonly timestamp_unit: "ms" | "s";
}
