import { readFileSync } from "node:fs";
import { join } from "node:path";

export const callersFolder = join(import.meta.dirname, "../../sql/callers");

/** The first block of code in this language that a page of sql/callers/ shows. */
export function codeOf(page: string, language: string): string {
  const [, code] = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "ms").exec(
    readFileSync(join(callersFolder, page), "utf8"),
  ) ?? [undefined, undefined];
  if (code === undefined) throw new Error(`sql/callers/${page} shows no ${language}`);
  return code;
}
