import { EXIT } from "../../report/exit-code.ts";
import { VERSION } from "../../version.ts";
import type { Family, Program } from "./family.ts";

/** `help` and `version`. A program with a job of its own gets no help command from commander. */
export function defineHelp({ program, end }: Family): void {
  program
    .command("help")
    .description("Show the help of a command, or what the exit codes mean.")
    .argument("[words...]", "a command, as in db install; or exit-codes")
    .action(async (words: string[]) => {
      if (words.join(" ") === "exit-codes") {
        const { exitCodesText } = await import("../../report/exit-code-meanings.ts");
        return end({ exitCode: EXIT.success, text: exitCodesText() });
      }
      const found = commandAt(program, words);
      if (found === undefined) return program.error(`error: unknown command '${words.join(" ")}'`);
      end({ exitCode: EXIT.success, text: found.helpInformation().trimEnd() });
    });
  program
    .command("version")
    .description("Print the version.")
    .action(() => end({ exitCode: EXIT.success, text: VERSION }));
}

function commandAt(program: Program, words: readonly string[]): Program | undefined {
  const [word, ...others] = words;
  if (word === undefined) return program;
  const command = program.commands.find((each) => each.name() === word);
  return command === undefined ? undefined : commandAt(command, others);
}
