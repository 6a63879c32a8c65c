import { EXIT } from "../report/exit-code.ts";
import type { VerbResult } from "./verb.ts";

/** What may follow a command: "" is the program itself, "db install" a command below another. */
export interface CommandWords {
  readonly command: string;
  /** Commands below it, then its options. */
  readonly words: readonly string[];
}

export type Shell = "bash" | "powershell";

/** `processor completion <shell>`: a script for the shell's profile, made from the commands themselves. */
export function completionVerb(shell: Shell, commands: readonly CommandWords[]): VerbResult {
  const script = shell === "bash" ? bashScript(commands) : powershellScript(commands);
  return { exitCode: EXIT.success, text: script, json: { message: "", shell, script, commands } };
}

function bashScript(commands: readonly CommandWords[]): string {
  const below = commands.filter(({ command }) => command !== "");
  return `# Completion for bash. In ~/.bashrc: source <(processor completion bash)
_processor() {
  local current=\${COMP_WORDS[COMP_CWORD]} command="" words="" index
  for ((index = 1; index < COMP_CWORD; index++)); do
    case "$command\${command:+ }\${COMP_WORDS[index]}" in
      ${below.map(({ command }) => `"${command}"`).join(" | ")})
        command="$command\${command:+ }\${COMP_WORDS[index]}" ;;
    esac
  done
  case "$command" in
${commands.map(({ command, words }) => `    "${command}") words="${words.join(" ")}" ;;`).join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _processor processor`;
}

function powershellScript(commands: readonly CommandWords[]): string {
  const rows = commands.map(
    ({ command, words }) => `    '${command}' = @(${words.map((word) => `'${word}'`).join(", ")})`,
  );
  return `# Completion for PowerShell. In $PROFILE: processor completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName processor -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $words = @{
${rows.join("\n")}
  }
  $command = ''
  foreach ($element in ($commandAst.CommandElements | Select-Object -Skip 1)) {
    if ($element.Extent.EndOffset -ge $cursorPosition) { break }
    $next = ("$command " + $element.ToString()).Trim()
    if ($words.ContainsKey($next)) { $command = $next }
  }
  $words[$command] | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}`;
}
