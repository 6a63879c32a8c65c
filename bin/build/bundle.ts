import { join } from "node:path";
import { build } from "esbuild";
import { leaveOutWhatNoRunNeeds } from "./replacements.ts";
import { projectFolder } from "./target.ts";

/**
 * Writes a program and all that it imports as one function, which launch.ts calls. Its text is ASCII, so that it is read without decoding, and its
 * lines are short, because an uncaught error prints the line that it came from.
 */
export async function bundle(entry: string, outfile: string): Promise<void> {
  await build({
    absWorkingDir: projectFolder,
    entryPoints: [join(projectFolder, entry)],
    outfile,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node24",
    charset: "ascii",
    lineLimit: 160,
    legalComments: "none",
    logLevel: "warning",
    supported: { "dynamic-import": false },
    banner: { js: "(function (exports, require, module) {" },
    footer: { js: "})" },
    define: { "import.meta.dirname": '""', "process.env.NODE_ENV": '"production"' },
    plugins: [leaveOutWhatNoRunNeeds()],
  });
}
