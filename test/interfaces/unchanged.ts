import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { Profile } from "../../src/config/profile.ts";
import { loadDocuments } from "../../src/interfaces/documents.ts";
import { openHospitalInterfaces } from "../../src/interfaces/hospital-interfaces.ts";
import type { SchemaDocuments } from "../../src/interfaces/schema.ts";
import { startingFile } from "../../src/interfaces/starting-file.ts";
import { writeOwnSchemas } from "../rig/own-schemas.ts";

/** A hospital's files that change nothing: differences of which there are none, and what schema export writes. */
const FILES: readonly ((infno: string, builtIn: SchemaDocuments) => object)[] = [
  (infno) => ({ infno }),
  (_, builtIn) => JSON.parse(startingFile(builtIn)),
];

/** With a file of its own that changes nothing, each of these interfaces is the built-in one. */
export async function assertUnchanged(
  context: TestContext,
  profile: Profile,
  infnos: readonly string[],
): Promise<void> {
  for (const contentFor of FILES) {
    const folder = mkdtempSync(join(tmpdir(), "differences-"));
    context.after(() => rmSync(folder, { recursive: true }));
    const builtIn = infnos.map((infno) => {
      const documents = loadDocuments(infno, profile);
      assert.ok(documents !== undefined, infno);
      return [infno, documents] as const;
    });
    writeOwnSchemas(
      folder,
      Object.fromEntries(builtIn.map(([infno, documents]) => [`${infno}.json`, contentFor(infno, documents)])),
    );
    const own = openHospitalInterfaces(folder, profile);
    assert.ok("load" in own);
    for (const [infno, documents] of builtIn) {
      const made = await own.load(infno);
      assert.ok(made !== undefined && !("reason" in made), JSON.stringify(made));
      assert.deepEqual((await own.documentsOf(infno)).schema, documents.schema, infno);
    }
  }
}
