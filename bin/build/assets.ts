import { readdirSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { outputFolder, projectFolder } from "./target.ts";

/** Files by the name under which the program asks for them. */
export type Assets = Readonly<Record<string, string>>;

/** What the program reads as it runs: the compiled interfaces, the compiled check of the configuration, the scripts of sql/. */
export function programAssets(): Assets {
  return {
    ...filesUnder(join(outputFolder, "interfaces"), outputFolder),
    ...filesUnder(join(outputFolder, "configuration"), outputFolder),
    ...filesUnder(join(projectFolder, "sql"), projectFolder),
  };
}

function filesUnder(folder: string, root: string): Assets {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const wanted = files.filter(({ name }) => /\.(js|json|sql)$/.test(name));
  return Object.fromEntries(
    wanted
      .map(({ parentPath, name }) => join(parentPath, name))
      .sort()
      .map((file) => [relative(root, file).replaceAll(sep, "/"), file]),
  );
}
