import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export interface ServerCertificate {
  readonly key: string;
  readonly cert: string;
}

const pathOf = (file: string) => fileURLToPath(new URL(`tls/${file}`, import.meta.url));

/** The CA that a client of the stand-in must trust, as a file's path. */
export const caFile = pathOf("ca.pem");

/** Server certificates of the stand-in: one that is right, and three that a client must refuse. */
export function readCertificate(name: "server" | "wrong-host" | "expired" | "untrusted"): ServerCertificate {
  return { key: readFileSync(pathOf(`${name}.key`), "utf8"), cert: readFileSync(pathOf(`${name}.pem`), "utf8") };
}
