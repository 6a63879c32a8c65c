import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import type { SecureVersion } from "node:tls";
import { fileURLToPath } from "node:url";

export interface ServerCertificate {
  readonly key: string;
  readonly cert: string;
  readonly maxVersion?: SecureVersion;
  readonly minVersion?: SecureVersion;
  readonly ciphers?: string;
}

const pathOf = (file: string) => fileURLToPath(new URL(`tls/${file}`, import.meta.url));

/** A good certificate on a machine that speaks no newer version of TLS than this one. */
export function oldServer(maxVersion: SecureVersion): ServerCertificate {
  // OpenSSL speaks versions before 1.2 at its lowest security level only.
  return { ...readCertificate("server"), minVersion: "TLSv1", maxVersion, ciphers: "DEFAULT@SECLEVEL=0" };
}

/** The CA that a client of the stand-in must trust, as a file's path. */
export const caFile = pathOf("ca.pem");

type Name = "server" | "wrong-host" | "expired" | "untrusted";

/** Server certificates of the stand-in: one that is right, and three that a client must refuse. */
export function readCertificate(name: Name): ServerCertificate {
  return { key: readFileSync(pathOf(`${name}.key`), "utf8"), cert: readFileSync(pathOf(`${name}.pem`), "utf8") };
}

/** SHA-256 of a certificate, as `openssl x509 -noout -fingerprint -sha256` prints it. */
export function fingerprintOf(name: Name): string {
  return new X509Certificate(readCertificate(name).cert).fingerprint256;
}
