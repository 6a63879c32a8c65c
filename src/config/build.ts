import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { builtFolder } from "../built-file.ts";
import { compileStandalone } from "../interfaces/compile.ts";
import { BUILT_CHECK } from "./check.ts";

/** Compiles configuration.schema.json, so that no run has to. */
const file = join(builtFolder(), BUILT_CHECK);
mkdirSync(dirname(file), { recursive: true });
const schema = JSON.parse(readFileSync(join(import.meta.dirname, "configuration.schema.json"), "utf8"));
writeFileSync(file, compileStandalone(schema));
