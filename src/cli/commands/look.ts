import type { ListOptions } from "../list.ts";
import type { ResolveOptions } from "../resolve.ts";
import type { ShowOptions } from "../show.ts";
import type { TailOptions } from "../tail.ts";
import { connectedAsOperator } from "./connection-option.ts";
import { exampled, type Family, type Program } from "./family.ts";
import { filtered } from "./filter-options.ts";

/** The verbs of the person who looks at requests: show, list, tail, resolve. */
export function defineLookVerbs({ program, context, end }: Family): void {
  const define = (name: string, description: string, examples: readonly string[]): Program =>
    connectedAsOperator(exampled(program.command(name), ...examples).description(description));

  define("show", "Show all that is known of one request: what was asked, each attempt, the reply, what to do.", [
    "show 42",
    "show 42 --reveal",
    "show 42 --raw",
    'show 42 --json --connection "SERVER=host;DATABASE=HIS;UID=operator;PWD=password"',
  ])
    .argument("<request_id>")
    .option("--reveal", "show the values of input and reply too: they name the patient")
    .option("--raw", "show what each attempt sent and received, byte for byte: it names the patient")
    .action(async (id: string, options: ShowOptions) => {
      const { showVerb } = await import("../show.ts");
      end(await showVerb(context(), id, options));
    });

  const list = define("list", "List requests, the newest first.", [
    "list --unreconciled",
    "list --status ERROR --since 2h",
    'list --interface 2207 --since 2026-01-31 --until "2026-01-31 12:00" --limit 100',
  ])
    .option("--status <status>", "PENDING, PROCESSING, COMPLETED or ERROR")
    .option("--unreconciled", "only those whose outcome a person has to record");
  filtered(list, 20).action(async (options: ListOptions) => {
    const { listVerb } = await import("../list.ts");
    end(await listVerb(context(), options));
  });

  define("tail", "Show the newest requests, the newest last; with -f also those that come or change.", [
    "tail",
    "tail -f",
    "tail -f --interface 2207",
  ])
    .option("-f, --follow", "go on until it is told to stop; with --json one JSON object a line")
    .option("--interface <infno>", "for example 2207")
    .action(async (options: TailOptions) => {
      const { tailVerb } = await import("../tail.ts");
      end(await tailVerb(context(), options));
    });

  define("resolve", "Record the outcome of a request that was unknown, after you have found it out.", [
    "resolve 42 happened --reference 430000123456",
    'resolve 42 did-not-happen --note "5203 does not have it"',
    "resolve 42 reversed --reference H43010000001202601311200000001",
  ])
    .argument("<request_id>")
    .argument("<outcome>", "happened, did-not-happen or reversed")
    .option("--reference <number>", "the number at the insurer: setl_id, or the msgid of the 2601")
    .option("--note <text>", "for those who read it later; a correction must have one")
    .action(async (id: string, outcome: string, options: ResolveOptions) => {
      const { resolveVerb } = await import("../resolve.ts");
      end(await resolveVerb(context(), id, outcome, options));
    });
}
