import { enableCompileCache } from "node:module";
import { join } from "node:path";

/** Loaded before each test file (`npm test`): what one of them has compiled, the others and the processor's sources read. */
enableCompileCache(join(import.meta.dirname, "../../dist/build/compile-cache"));
