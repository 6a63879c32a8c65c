import { exampled, type Family } from "./family.ts";

export function defineSpoolVerbs({ program, context, end }: Family): void {
  const spool = exampled(program.command("spool"), "spool list", "spool deliver").description(
    "Show and deliver the replies that the database has not stored.",
  );
  exampled(spool.command("list"), "spool list")
    .description("List the files of the spool: those that wait, and those that were rejected.")
    .action(async () => {
      const { listSpool } = await import("../spool.ts");
      end(listSpool(context()));
    });
  exampled(spool.command("show"), "spool show 42-57-0f3c.json")
    .description("Show one file without personal data: what it is, and why the database does not have it.")
    .argument("<file>", "as the list names it")
    .action(async (file: string) => {
      const { showSpooled } = await import("../spool.ts");
      end(await showSpooled(context(), file));
    });
  exampled(spool.command("deliver"), "spool deliver", "spool deliver 42-57-0f3c.json", "spool deliver --rejected")
    .description("Deliver to the database now: what waits, or the files that you name. Nothing is sent to the insurer.")
    .argument("[files...]", "as the list names them")
    .option("--rejected", "deliver what was rejected too")
    .action(async (files: string[], { rejected = false }: { rejected?: boolean }) => {
      const { deliverSpool } = await import("../spool.ts");
      end(await deliverSpool(context(), files, rejected));
    });
}
