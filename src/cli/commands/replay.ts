import type { ReplayOptions } from "../replay.ts";
import { connectedAsOperator } from "./connection-option.ts";
import { exampled, type Family } from "./family.ts";
import { filtered } from "./filter-options.ts";

export function defineReplay({ program, context, end }: Family): void {
  const replay = exampled(
    program.command("replay"),
    "replay 42",
    "replay 42 --confirm 42",
    "replay 12 15 18",
    "replay --error NOT_SENT --since 2h",
    "replay 42 --dry-run",
  )
    .description(
      "Send requests again that have ended. If the insurer has replied to one or may have acted on it, --confirm is needed, for each by itself.",
    )
    .argument("[request_ids...]")
    .option(
      "--confirm <request_id>",
      "the same id once more: you confirm that you have checked and that the insurer has not acted on it",
    )
    .option("--dry-run", "send nothing: print what would be sent, and what differs from the last sending")
    .option("--reveal", "with --dry-run: show the values of the input too: they name the patient");
  filtered(connectedAsOperator(replay), 10).action(async (requestIds: string[], options: ReplayOptions) => {
    if (requestIds.length === 0 && Object.keys(options).length === 0)
      return program.error("error: missing required argument 'request_id'");
    const { replayVerb } = await import("../replay.ts");
    end(await replayVerb(context(), requestIds, options));
  });
}
