import type { Program } from "./family.ts";

/** Gives a verb the options that choose requests; `list` and `replay` have them in the same words. */
export function filtered(command: Program, usualLimit: number): Program {
  return command
    .option("--error <error_code>", "for example NOT_SENT")
    .option("--interface <infno>", "for example 2207")
    .option("--class <class>", "A, B or C")
    .option("--since <time>", "stored since: 30m, 2h, 7d, or a local day or time")
    .option("--until <time>", "stored before")
    .option("--limit <count>", `at most so many, 1000 at most; the default is ${usualLimit}`);
}
