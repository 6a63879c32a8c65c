import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { PROGRAM_FOLDER } from "../bundle/launch.ts";
import { warmUp } from "../bundle/warm-up.ts";
import { nodeBase } from "./node-base.ts";
import { type Files, programFiles, writePack } from "./pack.ts";
import type { Recording } from "./recording.ts";
import { writeBlob, writeExecutable } from "./sea.ts";
import { executableOf, outputFolder, type Target, workFolder } from "./target.ts";
import { writeWithVersionInformation } from "./version-information.ts";

/** Builds a target's executable, and its checksum, from the scripts that bundle.ts has written into dist/build. */
export async function buildExecutable(target: Target, { command }: Recording): Promise<void> {
  const base = preparedBase(target);
  const code = command === null ? {} : await recordCode(base, target, command);
  const executable = executableOf(target);
  const unfinished = join(workFolder, basename(executable));
  writeExecutable(
    base,
    writeBlob("main", writePack("program", { ...code, ...programFiles() }), "program.blob"),
    unfinished,
  );
  // A program that is running cannot be written to; its name can be given to another file.
  renameSync(unfinished, executable);
  writeChecksum(executable);
}

/** The checksum of the payload, in dist/. */
export const PAYLOAD_CHECKSUM = "payload.sha256";

/**
 * Writes the payload, all that an executable holds besides Node and V8's code, and its checksum. Two builds of the same sources
 * give the same bytes, on any machine; V8's code differs from one recording to the next.
 */
export function writePayload(): void {
  const payload = writeBlob("main", writePack("payload", programFiles()), "payload.blob");
  writeChecksum(payload);
  renameSync(`${payload}.sha256`, join(outputFolder, PAYLOAD_CHECKSUM));
}

function preparedBase(target: Target): string {
  const base = nodeBase(target);
  if (target !== "win-x64") return base;
  const copy = join(workFolder, "node-with-version-information.exe");
  writeWithVersionInformation(base, copy);
  return copy;
}

/** V8's code of the scripts. */
async function recordCode(base: string, target: Target, command: NonNullable<Recording["command"]>): Promise<Files> {
  const folder = join(workFolder, `code-${target}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const recorder = join(workFolder, target === "win-x64" ? "recorder.exe" : "recorder");
  writeExecutable(base, writeBlob("recorder", writePack("recorder", programFiles()), "recorder.blob"), recorder);
  await warmUp(command(recorder), folder);
  rmSync(recorder);
  return filesIn(folder);
}

function filesIn(folder: string): Files {
  return Object.fromEntries(readdirSync(folder).map((name) => [PROGRAM_FOLDER + name, join(folder, name)]));
}

/** Writes a file's SHA-256 next to it, in the form that sha256sum -c reads. */
export function writeChecksum(file: string): void {
  const sum = createHash("sha256").update(readFileSync(file)).digest("hex");
  writeFileSync(`${file}.sha256`, `${sum}  ${basename(file)}\n`);
}
