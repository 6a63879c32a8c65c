import type { DrainOptions } from "../drain.ts";
import { exampled, type Family } from "./family.ts";

/** Starting, working and ending requests of which no caller waits for the answer. */
export function defineQueueVerbs({ program, context, end }: Family): void {
  exampled(program.command("start"), "start 42")
    .description("Start a run in the background and exit immediately. Mode async uses it.")
    .argument("<request_id>")
    .action(async (requestId: string) => {
      const { startRun } = await import("../start.ts");
      end(await startRun(requestId, context()));
    });
  exampled(program.command("drain"), "drain", "drain --watch", "drain --concurrency 1 --limit 10")
    .description("Be a worker: process the requests of the queue until none is due.")
    .option("--watch", "go on until told to stop (Ctrl+C, SIGTERM, a service's stop); then finish the work in hand")
    .option("--concurrency <count>", "process this number of requests at the same time; the default is 16")
    .option("--limit <count>", "stop after this number of requests")
    .action(async (options: DrainOptions) => {
      const { drainVerb } = await import("../drain.ts");
      end(await drainVerb(context(), options));
    });
  exampled(program.command("rescue"), "rescue")
    .description("End the requests whose process no longer exists, and print how many there were.")
    .action(async () => {
      const { rescueVerb } = await import("../rescue.ts");
      end(await rescueVerb(context()));
    });
}
