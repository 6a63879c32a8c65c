import { EXIT } from "../../report/exit-code.ts";
import { VERSION } from "../../version.ts";
import type { CommandWords, Shell } from "../completion.ts";
import { exampled, type Family, type Program } from "./family.ts";

const SHELLS: readonly Shell[] = ["bash", "powershell"];

/** `help` and `version`. A program with a job of its own gets no help command from commander. */
export function defineHelp({ program, end }: Family): void {
  exampled(program.command("help"), "help db install", "help exit-codes")
    .description("Show the help of a command, or what the exit codes mean.")
    .argument("[words...]", "a command, as in db install; or exit-codes")
    .action(async (words: string[]) => {
      if (words.join(" ") === "exit-codes") {
        const { exitCodesText } = await import("../../report/exit-code-meanings.ts");
        return end({ exitCode: EXIT.success, text: exitCodesText() });
      }
      const found = commandAt(program, words);
      if (found === undefined) return program.error(`error: unknown command '${words.join(" ")}'`);
      end({ exitCode: EXIT.success, text: helpOf(found) });
    });
  const completion = exampled(program.command("completion"), "completion bash", "completion powershell");
  completion
    .description("Print a script with which the shell completes commands and options.")
    .addArgument(completion.createArgument("<shell>").choices(SHELLS))
    .action(async (shell: Shell) => {
      const { completionVerb } = await import("../completion.ts");
      end(completionVerb(shell, wordsBelow(program, "", ["--config", "--json", "--lang", "--help"])));
    });
  exampled(program.command("version"), "version")
    .description("Print the version.")
    .action(() => end({ exitCode: EXIT.success, text: VERSION }));
}

/** With its examples, which commander writes but does not return. */
function helpOf(command: Program): string {
  const written: string[] = [];
  command.configureOutput({ writeOut: (text) => written.push(text) }).outputHelp();
  return written.join("").trimEnd();
}

/** What may follow each command. @param everywhere the program's options, which commander takes after any command */
function wordsBelow(command: Program, path: string, everywhere: readonly string[]): readonly CommandWords[] {
  const options = command.options.flatMap(({ long }) => long ?? []);
  const words = [...command.commands.map((each) => each.name()), ...new Set([...options, ...everywhere])];
  const below = command.commands.flatMap((each) => wordsBelow(each, `${path} ${each.name()}`.trim(), everywhere));
  return [{ command: path, words }, ...below];
}

function commandAt(program: Program, words: readonly string[]): Program | undefined {
  const [word, ...others] = words;
  if (word === undefined) return program;
  const command = program.commands.find((each) => each.name() === word);
  return command === undefined ? undefined : commandAt(command, others);
}
