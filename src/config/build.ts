import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { builtFolder } from "../interfaces/asset.ts";
import { compileStandalone } from "../interfaces/compile.ts";
import { CHECK_ASSET } from "./check.ts";

/** Compiles configuration.schema.json into dist/interfaces, so that a run does not compile it. */
mkdirSync(builtFolder(), { recursive: true });
const schema = JSON.parse(readFileSync(join(import.meta.dirname, "configuration.schema.json"), "utf8"));
writeFileSync(join(builtFolder(), CHECK_ASSET), compileStandalone(schema));
