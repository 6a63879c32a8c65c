import type { Family } from "./family.ts";

export function defineSpoolVerbs({ program, context, end }: Family): void {
  const spool = program.command("spool").description("Show and deliver the replies that the database has not stored.");
  spool
    .command("list")
    .description("List the files of the spool: those that wait, and those that were rejected.")
    .action(async () => {
      const { listSpool } = await import("../spool.ts");
      end(listSpool(context()));
    });
  spool
    .command("show")
    .description("Show one file without personal data: what it is, and why the database does not have it.")
    .argument("<file>", "as the list names it")
    .action(async (file: string) => {
      const { showSpooled } = await import("../spool.ts");
      end(await showSpooled(context(), file));
    });
  spool
    .command("deliver")
    .description("Deliver to the database now: what waits, or the files that you name. Nothing is sent to the insurer.")
    .argument("[files...]", "as the list names them")
    .option("--rejected", "deliver what was rejected too")
    .action(async (files: string[], { rejected = false }: { rejected?: boolean }) => {
      const { deliverSpool } = await import("../spool.ts");
      end(await deliverSpool(context(), files, rejected));
    });
}
