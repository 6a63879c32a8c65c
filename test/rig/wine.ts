import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ProcessorCommand } from "./processor.ts";

/** A wine that can run the Node of processor.exe: 10 can, 8 cannot (its V8 asks for placeholders of memory). */
export interface Wine {
  /** As it names itself: wine-10.0 (Debian 10.0~repack-6). */
  readonly version: string;
  /** Starts a Windows program. A path from the root, as on Linux, is one on the drive of the current folder. */
  command(program: string, ...args: readonly string[]): ProcessorCommand;
}

/**
 * Its drive C: is made once and kept, because that takes seconds; not in the project's folder, because its drive Z: is a link to the
 * root, which others would follow.
 */
const prefix = join(tmpdir(), "medical-insurance-wine");

/**
 * Under wine Node can write to files, and not to pipes of Linux. wine aborts where TMPDIR is set, reads Chinese names only in UTF-8,
 * needs no display and neither of the two libraries. libwayland complains to stderr where XDG_RUNTIME_DIR is not set.
 */
const SCRIPT = `
unset TMPDIR DISPLAY
export WINEPREFIX="$1" WINEDEBUG=-all WINEDLLOVERRIDES="mscoree,mshtml=" LC_ALL=C.UTF-8
shift
said=$(mktemp -d)
export XDG_RUNTIME_DIR="$said"
"$@" >"$said/stdout" 2>"$said/stderr"
code=$?
cat "$said/stdout"
cat "$said/stderr" >&2
rm -r "$said"
exit $code`;

/**
 * The wine that the variable WINE names, or else the one on the PATH; WINE empty: none.
 * @param node a Windows executable with the Node that it must be able to run
 * @returns a text that says why there is none
 */
export function findWine(node: string): Wine | string {
  const name = process.env.WINE ?? "wine";
  if (name === "") return "WINE is empty";
  const { status, stdout } = spawnSync(name, ["--version"], { encoding: "utf8" });
  if (status !== 0) return `${name} was not found`;
  const wine: Wine = {
    version: stdout.trim(),
    command: (program, ...args) => ({ command: "/bin/sh", args: ["-c", SCRIPT, "sh", prefix, name, program, ...args] }),
  };
  mkdirSync(prefix, { recursive: true });
  const { command, args } = wine.command(node, "--version");
  const tried = spawnSync(command, args, { encoding: "utf8", timeout: 120_000 });
  if (tried.status === 0) return wine;
  return `${wine.version} cannot run Node ${process.versions.node}: exit ${tried.status ?? tried.signal}`;
}
