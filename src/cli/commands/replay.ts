import { EXIT } from "../../report/exit-code.ts";
import { exampled, type Family } from "./family.ts";

export function defineReplay({ program, context, end }: Family): void {
  exampled(program.command("replay"), "replay 42", "replay 42 --confirm 42")
    .description(
      "Send again a request that has ended. If the insurer has replied to it or may have acted on it, --confirm is needed.",
    )
    .argument("<request_id>")
    .option(
      "--confirm <request_id>",
      "the same id once more: you confirm that you have checked and that the insurer has not acted on it",
    )
    .action(async (requestId: string, { confirm }: { confirm?: string }) => {
      if (confirm !== undefined && confirm !== requestId) {
        end({
          exitCode: EXIT.usage,
          text: `--confirm ${confirm} names another request than ${requestId}: nothing was done`,
        });
        return;
      }
      const { runVerb } = await import("../run.ts");
      end(await runVerb(context(), { requestId, replay: true, confirmed: confirm !== undefined }));
    });
}
