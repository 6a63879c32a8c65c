import type { KnownInterfaces } from "../../interfaces/known-interfaces.ts";
import type { VerbResult } from "../verb.ts";
import { exampled, type Family } from "./family.ts";
import { type ProfileOption, profiled, profiledContext } from "./profile-option.ts";

/** The interfaces, and an input for one of them. */
export function defineSchemaVerbs({ program, context, end }: Family): void {
  const schema = exampled(program.command("schema"), "schema list", "schema show 2207").description(
    "Show the interfaces and their fields.",
  );
  const withKnown = async (
    options: ProfileOption,
    verb: (known: KnownInterfaces) => Promise<VerbResult>,
  ): Promise<VerbResult> => {
    const { withInterfaces } = await import("../known-interfaces.ts");
    return withInterfaces(profiledContext(context(), options), verb);
  };
  profiled(exampled(schema.command("list"), "schema list", "schema list --profile national"))
    .description("List all interfaces: code, class, kind, query for an unknown outcome, number of fields, name.")
    .action(async (options: ProfileOption) => {
      const { listInterfaces } = await import("../schema.ts");
      end(await withKnown(options, (known) => listInterfaces(known)));
    });
  profiled(exampled(schema.command("show"), "schema show 2207"))
    .description("Show the fields of one interface.")
    .argument("<infno>")
    .action(async (infno: string, options: ProfileOption) => {
      const { describeInterface } = await import("../schema.ts");
      end(await withKnown(options, (known) => describeInterface(known, infno)));
    });
  profiled(exampled(schema.command("example"), "schema example 2207 --full --out 2207.json"))
    .description("Print a valid input of one interface: the required fields, or every field.")
    .argument("<infno>")
    .option("--full", "print every field")
    .option("--out <file>", "write to this new file instead of stdout")
    .action(async (infno: string, options: ProfileOption & { full?: boolean; out?: string }) => {
      const { exampleText } = await import("../schema.ts");
      const extent = options.full ? "full" : "minimal";
      const asked = profiledContext(context(), options);
      end(await withKnown(options, (known) => exampleText(known, infno, extent, options.out ?? null, asked)));
    });
  profiled(exampled(schema.command("export"), "schema export 2207 --out interfaces/2207.json"))
    .description(
      "Write a file of the hospital's own schemas for one interface, to be changed: schemas/README.md says how.",
    )
    .argument("<infno>")
    .option("--out <file>", "write to this new file instead of stdout")
    .action(async (infno: string, options: ProfileOption & { out?: string }) => {
      const { exportVerb } = await import("../schema.ts");
      end(exportVerb(profiledContext(context(), options), infno, options.out ?? null));
    });
  profiled(exampled(program.command("validate"), "validate 2207 2207.json", "validate 2207 -"))
    .description("Check an input, without database and network. The exit code is 4 if it has a fault.")
    .argument("<infno>")
    .argument("[file]", "the file with the input; - is stdin", "-")
    .action(async (infno: string, file: string, options: ProfileOption) => {
      const { validateFile } = await import("../validate.ts");
      end(await validateFile(profiledContext(context(), options), infno, file));
    });
}
