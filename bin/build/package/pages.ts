import { readFileSync } from "node:fs";
import { posix } from "node:path";
import { projectFolder } from "../executable/target.ts";

/** The project's pages that are in the package, in the same places, so that what they say of a folder is true there too. */
const PAGES = [
  "README.md",
  "README.zh-CN.md",
  "CHANGELOG.md",
  "schemas/README.md",
  "sql/AUDIT.md",
  "sql/README.md",
  "sql/README.zh-CN.md",
  "sql/callers/README.md",
  "sql/callers/README.zh-CN.md",
  "sql/callers/csharp.md",
  "sql/callers/csharp.zh-CN.md",
  "sql/callers/delphi.md",
  "sql/callers/delphi.zh-CN.md",
  "sql/callers/powerbuilder.md",
  "sql/callers/powerbuilder.zh-CN.md",
  "src/README.md",
  "src/README.zh-CN.md",
] as const;

/** Path and text of each page. A link to what the package does not have becomes plain text. */
export function readPages(): ReadonlyMap<string, string> {
  return new Map(
    PAGES.map((page) => [page, withoutOutsideLinks(page, readFileSync(`${projectFolder}/${page}`, "utf8"))]),
  );
}

function withoutOutsideLinks(page: string, text: string): string {
  return text.replaceAll(/\[([^[\]]+)\]\(([^()\s]+)\)/g, (link: string, words: string, target: string) =>
    isOutside(page, target) ? words : link,
  );
}

function isOutside(page: string, target: string): boolean {
  if (/^(?:https?:|#)/.test(target)) return false;
  const [path = ""] = target.split("#");
  return !(PAGES as readonly string[]).includes(posix.join(posix.dirname(page), path));
}

const EXAMPLES = ["2201", "8801"] as const;

/** The two files of a hospital's own schemas that schemas/README.md shows: differences, and an interface of one's own. */
export function readSchemaExamples(): ReadonlyMap<string, string> {
  const page = readFileSync(`${projectFolder}/schemas/README.md`, "utf8");
  const blocks = page
    .split("\n```json\n")
    .slice(1)
    .map((block) => block.slice(0, block.indexOf("\n```") + 1));
  return new Map(
    EXAMPLES.map((infno) => {
      const json = blocks.find((block) => JSON.parse(block).infno === infno);
      if (json === undefined) throw new Error(`schemas/README.md shows no file ${infno}.json`);
      return [`interfaces.example/${infno}.json`, json];
    }),
  );
}
