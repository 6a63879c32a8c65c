import { isIP, type Socket } from "node:net";
import type { ConnectionOptions, TLSSocket } from "node:tls";
import type { SdkSettings, TlsVersion } from "../config/configuration.ts";
import { causeText } from "./cause-text.ts";

/** How to speak TLS with the insurer: its chain and its name are verified, or its certificate is the pinned one. */
export function tlsOptions({ tls, ca }: SdkSettings, host: string): ConnectionOptions {
  const name = tls.serverName ?? host;
  return {
    ALPNProtocols: ["http/1.1"],
    // With a pin, faultOfPeer decides after the handshake. Said here in any case, so that no environment variable decides it.
    rejectUnauthorized: tls.pin === null,
    ...(isIP(name) === 0
      ? { servername: name }
      : { checkServerIdentity: (_host, certificate) => check(name, certificate) }),
    ...(ca === null ? {} : { ca }),
    ...(tls.minVersion === null ? {} : minVersionOptions(tls.minVersion)),
  };
}

const check: NonNullable<ConnectionOptions["checkServerIdentity"]> = (name, certificate) =>
  process.getBuiltinModule("node:tls").checkServerIdentity(name, certificate);

function minVersionOptions(version: TlsVersion): ConnectionOptions {
  if (version === "TLSv1.2" || version === "TLSv1.3") return { minVersion: version };
  // OpenSSL has the older versions at its lowest security level only: their signatures are made with SHA-1.
  return { minVersion: version === "TLSv1.0" ? "TLSv1" : version, ciphers: "DEFAULT@SECLEVEL=0" };
}

/**
 * Why a socket that is connected with TLS is not the insurer's; null when it may be used. The handshake has proved that the peer has the key of its
 * certificate, so that the certificate alone decides.
 * @param pin SHA-256 of the only certificate that is taken, upper-case hexadecimal; null: the chain was verified
 */
export function faultOfPeer(socket: Socket, pin: string | null): string | null {
  if (pin === null) return null;
  // The caller made it with TLS.
  const fingerprint = (socket as TLSSocket).getPeerX509Certificate()?.fingerprint256 ?? "none";
  if (fingerprint.replaceAll(":", "") === pin) return null;
  return `the SHA-256 of the server's certificate is ${fingerprint}; see sdk.tls.pin`;
}

/** The settings that decide what failed, by the error's code. */
const SETTINGS: Readonly<Record<string, string>> = {
  ERR_TLS_CERT_ALTNAME_INVALID: "sdk.tls.server_name",
  DEPTH_ZERO_SELF_SIGNED_CERT: "sdk.ca_file or sdk.tls.pin",
  SELF_SIGNED_CERT_IN_CHAIN: "sdk.ca_file",
  UNABLE_TO_GET_ISSUER_CERT: "sdk.ca_file",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "sdk.ca_file",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "sdk.ca_file",
  CERT_HAS_EXPIRED: "sdk.tls.pin",
  CERT_NOT_YET_VALID: "sdk.tls.pin",
  // The other side does not speak TLS: http, or another port.
  ERR_SSL_WRONG_VERSION_NUMBER: "sdk.base_url",
  ERR_SSL_UNSUPPORTED_PROTOCOL: "sdk.tls.min_version",
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: "sdk.tls.min_version",
};

/** Why connecting failed, and which setting may change it. */
export function connectionCause(error: Error): string {
  const code = "code" in error ? String(error.code) : "";
  const setting = Object.hasOwn(SETTINGS, code) ? SETTINGS[code] : undefined;
  return setting === undefined ? causeText(error) : `${causeText(error)}; see ${setting}`;
}
