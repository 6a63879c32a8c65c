import { readFileSync, writeFileSync } from "node:fs";
import { NtExecutable, NtExecutableResource, Resource } from "resedit";
import { readProjectFile } from "./target.ts";

const ENGLISH_UNICODE = { lang: 1033, codepage: 1200 } as const;

/** Writes a copy of node.exe whose properties name this program. Node's signature would no longer be valid and is left out. */
export function writeWithVersionInformation(base: string, copy: string): void {
  const { version, description } = readProjectFile("package.json") as Readonly<Record<string, string>>;
  if (version === undefined || description === undefined) throw new Error("package.json lacks version or description");
  const executable = NtExecutable.from(readFileSync(base), { ignoreCert: true });
  const resources = NtExecutableResource.from(executable);
  const [information] = Resource.VersionInfo.fromEntries(resources.entries);
  if (information === undefined) throw new Error(`${base} has no version information to replace`);
  const [major = 0, minor = 0, patch = 0] = version.split(".").map(Number);
  information.setFileVersion(major, minor, patch, 0, ENGLISH_UNICODE.lang);
  information.setProductVersion(major, minor, patch, 0, ENGLISH_UNICODE.lang);
  information.removeAllStringValues(ENGLISH_UNICODE);
  information.setStringValues(ENGLISH_UNICODE, {
    FileDescription: "medical-insurance-processor",
    FileVersion: version,
    InternalName: "processor",
    LegalCopyright: "MIT License",
    OriginalFilename: "processor.exe",
    ProductName: "medical-insurance-processor",
    ProductVersion: version,
    Comments: description,
  });
  information.outputToResourceEntries(resources.entries);
  resources.outputResource(executable);
  writeFileSync(copy, Buffer.from(executable.generate()));
}
