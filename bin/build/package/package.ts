import { cpSync, createWriteStream, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";
import { DEFAULT_PROCESSOR_PATH, scriptVerb } from "../../../src/cli/db.ts";
import { interfaceRows } from "../../../src/interfaces/catalogue.ts";
import { EXIT } from "../../../src/report/exit-code.ts";
import { PAYLOAD_CHECKSUM, writeChecksum } from "../executable/executable.ts";
import { executableOf, outputFolder, workFolder } from "../executable/target.ts";
import { licensesOf } from "./licenses.ts";
import { sbomOf } from "./sbom.ts";

const NAME = "MedicalInsurance";
const folder = join(outputFolder, NAME);
const templates = join(import.meta.dirname, "deployment");

/** Lays out the folder that goes to C:\ of the hospital's server, and zips it. */
async function packageForDeployment(): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  for (const inner of ["logs", "sql"]) mkdirSync(join(folder, inner), { recursive: true });
  const executable = executableOf("win-x64");
  cpSync(executable, join(folder, "processor.exe"));
  cpSync(`${executable}.sha256`, join(folder, "processor.exe.sha256"));
  for (const entry of readdirSync(templates, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(folder, relative(templates, entry.parentPath), entry.name);
    const text = readFileSync(join(entry.parentPath, entry.name), "utf8");
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, entry.name.endsWith(".service") ? text : forWindows(text, entry.name));
  }
  writeFileSync(
    join(folder, "LICENSES.txt"),
    forWindows(licensesOf(join(workFolder, "packages.json")), "LICENSES.txt"),
  );
  const sbom = sbomOf(join(workFolder, "packages.json"), "win-x64");
  writeFileSync(join(folder, "sbom.cdx.json"), `${JSON.stringify(sbom, null, 2)}\n`);
  cpSync(join(outputFolder, PAYLOAD_CHECKSUM), join(folder, PAYLOAD_CHECKSUM));
  writeDatabaseScript(join(folder, "sql", "medical-insurance.sql"));
  const archive = `${folder}.zip`;
  await zip(archive);
  writeChecksum(archive);
  process.stdout.write(`${relative(process.cwd(), folder)}${sep} and ${relative(process.cwd(), archive)}\n`);
}

/** Notepad of older servers needs these line ends, and without the byte order mark reads Chinese text in the system's code page. */
function forWindows(text: string, name: string): string {
  const mark = name.endsWith(".txt") ? "\ufeff" : "";
  return mark + text.replace(/\r?\n/g, "\r\n");
}

function writeDatabaseScript(file: string): void {
  const { exitCode, text } = scriptVerb(
    file,
    { processorPath: DEFAULT_PROCESSOR_PATH, orgCode: null },
    interfaceRows(),
  );
  if (exitCode !== EXIT.success) throw new Error(text);
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
