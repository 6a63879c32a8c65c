import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { builtFolder } from "../../src/built-file.ts";
import { BUILT_CHECK } from "../../src/config/compiled-check.ts";
import { buildInterfaces } from "../../src/interfaces/generation/build.ts";
import { compileStandalone } from "../../src/interfaces/generation/compile.ts";

/** Compiles all schemas, so that no run has to: those of the interfaces, and the configuration's. */
buildInterfaces();
const file = join(builtFolder(), BUILT_CHECK);
mkdirSync(dirname(file), { recursive: true });
const schema = readFileSync(join(import.meta.dirname, "../../src/config/configuration.schema.json"), "utf8");
writeFileSync(file, compileStandalone(JSON.parse(schema)));
