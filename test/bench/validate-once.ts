import { performance } from "node:perf_hooks";
import { loadInterface } from "../../src/interfaces/load.ts";

/** `validate-once.ts <infno> <input>`: prints the milliseconds of the first validation in this process, loading included. */
const [infno = "", input = ""] = process.argv.slice(2);
const value = JSON.parse(input);
const startedMs = performance.now();
const faults = loadInterface(infno)?.validateInput(value).faults;
const tookMs = performance.now() - startedMs;
if (faults?.length !== 0) throw new Error(`the example of ${infno} is not valid`);
process.stdout.write(String(tookMs));
