import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { errorCodeOf } from "../error-text.ts";
import { decodeText, NOT_UNICODE } from "../text-file.ts";

/** A secret as the configuration may write it. */
export type SecretReference = string | { readonly env: string } | { readonly file: string };

type SecretRead = { readonly secret: string } | { readonly fault: string };

/**
 * Reads a secret: the text itself, an environment variable, or a file without its last line break. A fault does not quote what
 * the configuration has there: somebody may have written the secret where its name belongs.
 */
function readSecret(reference: SecretReference, folder: string, environment: NodeJS.ProcessEnv): SecretRead {
  if (typeof reference === "string") return { secret: reference };
  if ("env" in reference) {
    const secret = environment[reference.env];
    if (secret) return { secret };
    return { fault: `the environment variable that it names is ${secret === undefined ? "not set" : "empty"}` };
  }
  const path = resolve(folder, reference.file);
  try {
    const text = decodeText(readFileSync(path));
    if (text === null) return { fault: `the file that it names ${NOT_UNICODE}` };
    const secret = text.replace(/\r?\n$/, "");
    return secret === "" ? { fault: "the file that it names is empty" } : { secret };
  } catch (error) {
    return { fault: `the file that it names cannot be read (${errorCodeOf(error)})` };
  }
}

/** Reads secrets one after another and collects what is wrong with them; a faulty one is the empty text. */
export function secretReader(folder: string, environment: NodeJS.ProcessEnv, faults: string[]) {
  return (key: string, reference: SecretReference): string => {
    const read = readSecret(reference, folder, environment);
    if ("secret" in read) return read.secret;
    faults.push(`${key}: ${read.fault}`);
    return "";
  };
}

export type ReadSecret = ReturnType<typeof secretReader>;
