import { exampled, type Family } from "./family.ts";

export function defineDoctor({ program, context, end }: Family): void {
  exampled(program.command("doctor"), "doctor", "doctor --probe-signature", "doctor --json")
    .description(
      "Look for what keeps requests from being processed, and say what to do. The exit code is 2 if a check fails.",
    )
    .option(
      "--probe-signature",
      "send one signed query 1901 (a code table, no person's data), to see whether the gateway accepts it",
    )
    .action(async ({ probeSignature = false }: { probeSignature?: boolean }) => {
      const { doctorVerb } = await import("../doctor.ts");
      end(await doctorVerb(context(), probeSignature));
    });
}
