import type { Answer } from "../standins/insurer/script.ts";
import type { AcceptedRequest } from "../standins/insurer/seen.ts";
import { answerByMagicWord, magicWords } from "./magic-words.ts";
import { type PlanFault, readSqlFault, sqlFaultWords } from "./sql-fault.ts";
import type { Stage } from "./stage.ts";

/** What was done, or why nothing was. */
export type Controlled = { readonly done: string } | { readonly fault: string };

/** Makes the two stand-ins fail while they run. */
export interface Control {
  /** One command, by its words. */
  run(words: readonly string[]): Promise<Controlled>;
  /** How the insurer answers a request now. */
  answer(request: AcceptedRequest): Answer;
}

const SIDES = ["sql", "insurer"] as const;
type Side = (typeof SIDES)[number];

const wordOf = (ending: string): string => ending.slice(1).toLowerCase();

/** The commands, and what each does. */
export const controlWords: readonly (readonly [words: string, effect: string])[] = [
  ["status", "says how both sides are"],
  ["stop sql|insurer", "connections are refused, those that are open are closed"],
  ["start sql|insurer", "after stop: everything is as it was"],
  ["hold sql|insurer", "what is asked is done, but no answer arrives, until release"],
  ["release sql|insurer", "after hold: the answers arrive, those that were held too"],
  [`fault sql ${sqlFaultWords}`, ""],
  [`fault insurer ${magicWords.map(({ ending }) => wordOf(ending)).join("|")}`, "as the words below, for each request"],
  ["clear sql|insurer", "no fault any more"],
];

/** What one side is told to do wrong. */
interface SideState {
  isStopped: boolean;
  /** Resolved when the held answers may leave. */
  held: PromiseWithResolvers<void> | undefined;
  /** As it was asked for. */
  faults: readonly string[];
}

export function createControl({ sql, insurer }: Pick<Stage, "sql" | "insurer">): Control {
  const newState = (): SideState => ({ isStopped: false, held: undefined, faults: [] });
  const states: Readonly<Record<Side, SideState>> = { sql: newState(), insurer: newState() };
  let sqlPlans: readonly PlanFault[] = [];
  let insurerAnswer: Answer | undefined;

  /** The SQL side forgets its faults only all together, so what is left is planned anew. */
  const planSql = (): void => {
    sql.faults.clear();
    for (const plan of sqlPlans) plan(sql.faults);
    const { held } = states.sql;
    if (held === undefined) return;
    const hold = sql.faults.hold("every", "after", Number.POSITIVE_INFINITY);
    void held.promise.then(() => hold.release());
  };

  const commands: Readonly<Record<string, (side: Side, words: readonly string[]) => Controlled | Promise<Controlled>>> =
    {
      async stop(side) {
        if (states[side].isStopped) return { fault: `${side} is stopped already` };
        states[side].isStopped = true;
        await (side === "sql" ? sql.goAway() : insurer.stop());
        return { done: `${side} is stopped` };
      },
      async start(side) {
        if (!states[side].isStopped) return { fault: `${side} is not stopped` };
        states[side].isStopped = false;
        await (side === "sql" ? sql.comeBack() : insurer.accept());
        return { done: `${side} runs` };
      },
      hold(side) {
        if (states[side].held !== undefined) return { fault: `${side} is held already` };
        states[side].held = Promise.withResolvers();
        planSql();
        return { done: `${side} is held` };
      },
      release(side) {
        const { held } = states[side];
        if (held === undefined) return { fault: `${side} is not held` };
        states[side].held = undefined;
        planSql();
        held.resolve();
        return { done: `${side} is released` };
      },
      fault: (side, words) => (side === "sql" ? faultSql(words) : faultInsurer(words)),
      clear(side) {
        states[side].faults = [];
        if (side === "insurer") insurerAnswer = undefined;
        else sqlPlans = [];
        planSql();
        return { done: `${side} has no fault` };
      },
    };

  function faultSql(words: readonly string[]): Controlled {
    const plan = readSqlFault(words);
    if (plan === undefined) return { fault: `fault sql ${sqlFaultWords}` };
    sqlPlans = [...sqlPlans, plan];
    states.sql.faults = [...states.sql.faults, words.join(" ")];
    planSql();
    return { done: `sql fails: ${states.sql.faults.join("; ")}` };
  }

  function faultInsurer(words: readonly string[]): Controlled {
    const found = magicWords.find(({ ending }) => wordOf(ending) === words.join(" "));
    if (found === undefined)
      return {
        fault: controlWords
          .map(([text]) => text)
          .filter((text) => text.startsWith("fault insurer"))
          .join(),
      };
    insurerAnswer = found.answer;
    states.insurer.faults = words;
    return { done: `insurer fails: ${found.effect}` };
  }

  return {
    async run(words) {
      const [verb = "", on, ...others] = words.map((word) => word.toLowerCase());
      if (verb === "status" && on === undefined)
        return { done: SIDES.map((side) => statusOf(side, states[side])).join("\n") };
      const side = SIDES.find((each) => each === on);
      const command = Object.hasOwn(commands, verb) ? commands[verb] : undefined;
      if (command === undefined || side === undefined || (verb !== "fault" && others.length > 0)) {
        return { fault: ["The commands are:", ...controlWords.map(([text]) => text)].join("\n  ") };
      }
      return command(side, others);
    },
    answer(request) {
      const answer = answerByMagicWord(request) ?? insurerAnswer ?? {};
      const { held } = states.insurer;
      if (held === undefined || answer.delivery !== undefined) return answer;
      return { ...answer, delivery: { how: "held", until: held.promise } };
    },
  };
}

function statusOf(side: Side, { isStopped, held, faults }: SideState): string {
  const facts = [isStopped ? "stopped" : "runs", ...(held ? ["held"] : []), ...faults.map((words) => `fault ${words}`)];
  return `${side}: ${facts.join(", ")}`;
}
