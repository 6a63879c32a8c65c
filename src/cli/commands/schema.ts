import type { KnownInterfaces } from "../../interfaces/known-interfaces.ts";
import type { VerbResult } from "../verb.ts";
import type { Family } from "./family.ts";

/** The interfaces, and an input for one of them. */
export function defineSchemaVerbs({ program, context, asJson, end }: Family): void {
  const schema = program.command("schema").description("Show the interfaces and their fields.");
  const withKnown = async (verb: (known: KnownInterfaces) => Promise<VerbResult>): Promise<VerbResult> => {
    const { withInterfaces } = await import("../known-interfaces.ts");
    return withInterfaces(context(), verb);
  };
  schema
    .command("list")
    .description("List all interfaces: code, class, kind, query for an unknown outcome, number of fields, name.")
    .option("--json", "print JSON")
    .action(async () => {
      const { listInterfaces } = await import("../schema.ts");
      end(await withKnown((known) => listInterfaces(known, asJson())));
    });
  schema
    .command("show")
    .description("Show the fields of one interface.")
    .argument("<infno>")
    .action(async (infno: string) => {
      const { describeInterface } = await import("../schema.ts");
      end(await withKnown((known) => describeInterface(known, infno)));
    });
  schema
    .command("example")
    .description("Print a valid input of one interface: the required fields, or every field.")
    .argument("<infno>")
    .option("--full", "print every field")
    .action(async (infno: string, options: { full?: boolean }) => {
      const { exampleText } = await import("../schema.ts");
      end(await withKnown((known) => exampleText(known, infno, options.full ? "full" : "minimal")));
    });
  schema
    .command("export")
    .description(
      "Write a file of the hospital's own schemas for one interface, to be changed: schemas/README.md says how.",
    )
    .argument("<infno>")
    .option("--out <file>", "write to this new file instead of stdout")
    .action(async (infno: string, options: { out?: string }) => {
      const { exportVerb } = await import("../schema.ts");
      end(exportVerb(infno, options.out ?? null));
    });
  program
    .command("validate")
    .description("Check an input, without database and network. The exit code is 4 if it has a fault.")
    .argument("<infno>")
    .argument("[file]", "the file with the input; - is stdin", "-")
    .option("--json", "print JSON")
    .action(async (infno: string, file: string) => {
      const { validateFile } = await import("../validate.ts");
      end(await validateFile(context(), infno, file, asJson()));
    });
}
