import type { ReportOptions } from "../report.ts";
import { connectedAsOperator } from "./connection-option.ts";
import { exampled, type Family } from "./family.ts";

export function defineReport({ program, context, end }: Family): void {
  connectedAsOperator(
    exampled(
      program.command("report"),
      "report",
      "report --since 12h --out today.html --force",
      "report --since 7d --json",
    ),
  )
    .description(
      "Write an HTML page about the requests of the last days: how many, how they ended, amounts, what must be checked.",
    )
    .option("--since <time>", "from when on: 90m, 12h, 7d, or a local day or time", "7d")
    .option("--out <file>", "the file to write", "report.html")
    .option("--force", "replace the file if it exists")
    .option("--reveal", "show the insurer's texts of refusals, which may name patients")
    .action(async (options: ReportOptions) => {
      const { reportVerb } = await import("../report.ts");
      end(await reportVerb(context(), options));
    });
}
