import type { TlsVersion } from "./configuration.ts";
import type { Profile } from "./profile.ts";
import type { SecretReference } from "./secret.ts";

export interface LevelsInFile {
  readonly missing_fields?: "refuse" | "warn";
  readonly lengths?: "refuse" | "warn";
  readonly formats?: "refuse" | "warn";
}

/** config.json as configuration.schema.json lets it be. */
export interface ConfigurationFile {
  readonly sdk: {
    readonly app_id: SecretReference;
    readonly app_secret: SecretReference;
    readonly org_code: string;
    readonly base_url: string;
    readonly path?: string;
    readonly profile?: Profile;
    readonly timeout?: number;
    readonly ca_file?: string;
    readonly tls?: {
      readonly server_name?: string;
      readonly pin?: string;
      readonly min_version?: TlsVersion;
    };
    readonly max_reply_bytes?: number;
    readonly harmless_texts?: readonly string[];
    readonly timeout_texts?: readonly string[];
    readonly auth?: {
      readonly scheme?: "csb";
      readonly api_version?: string;
      readonly api_name?: string;
      readonly timestamp_unit?: "ms" | "s";
    };
    readonly envelope?: Readonly<Record<string, string>>;
  };
  readonly database: {
    readonly connection_string: SecretReference;
    readonly password?: SecretReference;
    readonly tls_min_version?: "TLSv1.0" | "TLSv1.1" | "TLSv1.2";
  };
  readonly logging?: { readonly level?: string; readonly file?: string; readonly keep_days?: number };
  readonly run?: { readonly deadline_seconds?: number };
  readonly retry?: { readonly max_attempts?: number };
  readonly queue?: { readonly give_up_after?: number };
  readonly fail_fast?: { readonly after?: number; readonly within_seconds?: number };
  readonly spool?: { readonly stderr_as_last_resort?: boolean };
  readonly validation?: LevelsInFile & {
    readonly max_characters?: number;
    readonly interfaces?: Readonly<Record<string, LevelsInFile>>;
  };
  readonly unknown_interfaces?: "refuse" | "pass";
  readonly interfaces_folder?: string;
}
