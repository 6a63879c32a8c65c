import fc from "fast-check";
import { isAccepted } from "../../standins/sqlserver/identity.ts";
import { isUnreconciled } from "../../standins/sqlserver/views/unreconciled.ts";
import type { Call } from "./acts.ts";
import { type Census, count, emptyCensus } from "./census.ts";
import { checkContradictions } from "./contradictions.ts";
import { checkAtRest, checkEnd } from "./invariants.ts";
import { execute } from "./memory-store.ts";
import type { Errand } from "./processes.ts";
import { createWorld, MACHINES, type World } from "./world.ts";

/** One thing that happens. Numbers choose among what is there, modulo its count. */
export type Event =
  | ({ readonly what: "call"; readonly mode: "async" | "queue" } & Call)
  | { readonly what: "start"; readonly verb: Errand["verb"]; readonly request: number; readonly machine?: number }
  | { readonly what: "steps"; readonly picks: readonly (readonly [pick: number, fate: number])[] }
  | { readonly what: "kill"; readonly process: number }
  | { readonly what: "pass"; readonly ms: number }
  | { readonly what: "stall"; readonly process: number; readonly ms: number }
  | { readonly what: "rescue" | "outage" | "back-up" | "restore" | "accept" }
  | { readonly what: "disk"; readonly isBusy: boolean }
  | { readonly what: "resolve"; readonly request: number; readonly resolution: string };

const small = fc.nat({ max: 9 });
/** Half of all steps go well: a world in which everything fails shows little. */
const fate = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 6 }));

const infno = fc.constantFrom("9903", "9902", "9901", "9904");
const mode = fc.constantFrom("async" as const, "queue" as const);
const what = fc.constant("call" as const);

const visit = fc.option(fc.nat({ max: 1 }), { nil: undefined });

/** Few bills, so that the same act is entered again and again. */
const act: fc.Arbitrary<Event> = fc.record({
  what,
  infno,
  mode,
  bill: fc.nat({ max: 1 }),
  text: fc.nat({ max: 1 }),
  visit,
});

/** A restored database gives numbers out again, so that only its input tells a request from others. */
const unlikeOthers: fc.Arbitrary<Event> = fc.record({ what, infno, mode, visit });

const restoring: fc.Arbitrary<Event> = fc.record({
  what: fc.constantFrom("back-up" as const, "restore" as const, "accept" as const, "accept" as const),
});

const others: readonly fc.WeightedArbitrary<Event>[] = [
  {
    weight: 6,
    arbitrary: fc.record({
      what: fc.constant("start" as const),
      verb: fc.constantFrom<Errand["verb"][]>("run", "replay", "confirmed-replay", "drain", "deliver"),
      request: small,
      machine: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.constant(1)),
    }),
  },
  {
    weight: 14,
    arbitrary: fc.record({
      what: fc.constant("steps" as const),
      picks: fc.array(fc.tuple(small, fate), { minLength: 1, maxLength: 8 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ what: fc.constant("kill" as const), process: small }) },
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constant("pass" as const),
      ms: fc.constantFrom(900, 6000, 31_000, 90_000, 310_000, 7_200_000),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      what: fc.constant("stall" as const),
      process: small,
      ms: fc.constantFrom(1500, 8000, 90_000),
    }),
  },
  { weight: 2, arbitrary: fc.record({ what: fc.constant("rescue" as const) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant("outage" as const) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant("disk" as const), isBusy: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      what: fc.constant("resolve" as const),
      request: small,
      resolution: fc.constantFrom("happened", "did_not_happen", "reversed"),
    }),
  },
];

/** A history begins with a request and a process for it, and ends with everybody's chance to finish. */
function historyOf(
  call: fc.Arbitrary<Event>,
  between: readonly Event[],
  ...more: readonly fc.WeightedArbitrary<Event>[]
) {
  const event = fc.oneof({ weight: 2, arbitrary: call }, ...more, ...others);
  const verbs = fc.constantFrom<Errand["verb"][]>("run", "drain");
  return fc
    .tuple(call, verbs, fc.array(event, { minLength: 2, maxLength: 40, size: "max" }))
    .map(([first, verb, events]): readonly Event[] => [
      first,
      ...between,
      { what: "start", verb, request: 0 },
      ...events,
    ]);
}

export const history: fc.Arbitrary<readonly Event[]> = fc.oneof(
  historyOf(act, []),
  historyOf(unlikeOthers, [{ what: "back-up" }], { weight: 3, arbitrary: restoring }),
);

/** Lives through a history and throws at the first promise that is broken. */
export async function live(events: readonly Event[], census: Census = emptyCensus()): Promise<void> {
  const world = createWorld();
  try {
    for (const each of events) {
      await happen(world, each);
      checkAtRest(world);
    }
    await settle(world);
    checkEnd(world);
    if (world.replaced.length === 0) checkContradictions(world);
  } finally {
    count(census, world);
    world.close();
  }
}

async function happen(world: World, event: Event): Promise<void> {
  const { steps, database, processes } = world;
  const { medical_insurance_requests: requests } = database.tables;
  switch (event.what) {
    case "call":
      return world.call(event);
    case "start": {
      const { verb, machine = 0 } = event;
      if (verb === "drain" || verb === "deliver") return world.start({ verb }, machine);
      const request = requests[event.request % requests.length];
      return request && world.start({ verb, requestId: request.request_id }, machine);
    }
    case "steps":
      for (const [pick, fate] of event.picks) await world.take(pick, fate);
      return;
    case "kill": {
      const process = processes[event.process % processes.length];
      if (process !== undefined) world.kill(process);
      return;
    }
    case "pass":
      steps.pass(event.ms);
      return;
    case "stall": {
      const process = processes[event.process % processes.length];
      if (process?.state === "alive") world.stall(process, event.ms);
      return;
    }
    case "back-up":
      return world.backUp();
    case "restore":
      return world.restore();
    case "accept":
      return world.accept();
    case "rescue":
      await rescue(world);
      return;
    case "outage":
      return sufferOutage(world);
    case "disk":
      world.setDiskBusy(event.isBusy);
      return;
    case "resolve": {
      const lines = requests.filter((row) => row.status !== "PROCESSING" && isUnreconciled(row));
      const row = lines[event.request % lines.length];
      if (row === undefined) return;
      world.words.set(row.request_id, database.tables.next.response_id - 1);
      await execute(database, "sp_medical_insurance_resolve", {
        request_id: { type: "int", value: row.request_id },
        resolution: { type: "varchar", value: event.resolution },
      });
    }
  }
}

/** The database is away until every process has given it up, and comes back after their leases. */
async function sufferOutage(world: World): Promise<void> {
  const { steps } = world;
  for (let taken = 0; steps.waiting.length > 0 && taken < LONGEST_OUTAGE; taken++) await world.take(0, 1);
  steps.pass(90_000);
  await rescue(world);
}

/** In steps; a process gives up after about a hundred. */
const LONGEST_OUTAGE = 1000;

async function rescue({ database }: World): Promise<void> {
  await execute(database, "sp_medical_insurance_rescue", { request_id: { type: "int", value: null } });
}

/** Each living process goes on to its end with no further fault; then time passes, rescue runs, and the spool is delivered. */
async function settle(world: World): Promise<void> {
  const { steps } = world;
  const finishAll = async (): Promise<void> => {
    while (steps.waiting.length > 0) await world.take(0, 0);
  };
  await finishAll();
  checkAtRest(world);
  world.setDiskBusy(false);
  steps.pass(120_000);
  await rescue(world);
  for (let round = 0; round < 2; round++) {
    world.ageSpool();
    for (let machine = 0; machine < MACHINES; machine++) await world.start({ verb: "deliver" }, machine);
    await finishAll();
  }
  await drainQueue(world, finishAll);
}

/** The outage is over, and a worker is there: what waits in the queue is sent, one request after another. */
async function drainQueue({ database, steps, start }: World, finishAll: () => Promise<void>): Promise<void> {
  const { medical_insurance_requests: requests } = database.tables;
  for (let left = requests.length; left > 0 && isAccepted(database); left--) {
    steps.pass(LONGEST_PAUSE_MS);
    await start({ verb: "drain" }, 0);
    await finishAll();
  }
}

const LONGEST_PAUSE_MS = 300_000;
