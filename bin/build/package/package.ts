import { cpSync, createWriteStream, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";
import { PAYLOAD_CHECKSUM, writeChecksum } from "../executable/executable.ts";
import { executableOf, outputFolder } from "../executable/target.ts";
import { forWindows, packagedTexts } from "./texts.ts";

const NAME = "MedicalInsurance";
const folder = join(outputFolder, NAME);

/** Lays out the folder that goes to C:\ of the hospital's server, and zips it. */
async function packageForDeployment(): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, "logs"), { recursive: true });
  const executable = executableOf("win-x64");
  cpSync(executable, join(folder, "processor.exe"));
  const checksums = [
    ["processor.exe.sha256", readFileSync(`${executable}.sha256`, "utf8")],
    [PAYLOAD_CHECKSUM, readFileSync(join(outputFolder, PAYLOAD_CHECKSUM), "utf8")],
  ] as const;
  for (const [path, text] of packagedTexts()) writeText(path, text);
  for (const [path, text] of checksums) writeText(path, forWindows(path, text));
  const archive = `${folder}.zip`;
  await zip(archive);
  writeChecksum(archive);
  process.stdout.write(`${relative(process.cwd(), folder)}${sep} and ${relative(process.cwd(), archive)}\n`);
}

function writeText(path: string, text: string): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

async function zip(archive: string): Promise<void> {
  const zipFile = new ZipFile();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = `${NAME}/${relative(folder, path).replaceAll(sep, "/")}`;
    if (entry.isDirectory()) zipFile.addEmptyDirectory(name);
    else zipFile.addFile(path, name);
  }
  zipFile.end();
  await pipeline(zipFile.outputStream, createWriteStream(archive));
}

await packageForDeployment();
