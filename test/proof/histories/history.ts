import fc from "fast-check";
import { isAccepted } from "../../standins/sqlserver/identity.ts";
import { isUnreconciled } from "../../standins/sqlserver/views/unreconciled.ts";
import type { Call } from "./acts.ts";
import { type Census, count, emptyCensus } from "./census.ts";
import { configuration } from "./configuration.ts";
import { checkContradictions } from "./contradictions.ts";
import { checkAtRest, checkEnd } from "./invariants.ts";
import type { Errand } from "./processes.ts";
import { MOST_LOST } from "./replicas.ts";
import { createWorld, MACHINES, type World } from "./world.ts";

/** One thing that happens. Numbers choose among what is there, modulo its count. */
export type Event =
  | ({ readonly what: "call"; readonly mode: "async" | "queue" } & Call)
  | { readonly what: "start"; readonly verb: Errand["verb"]; readonly request: number; readonly machine?: number }
  | { readonly what: "steps"; readonly picks: readonly (readonly [pick: number, fate: number])[] }
  | { readonly what: "kill"; readonly process: number }
  | { readonly what: "pass"; readonly ms: number }
  | { readonly what: "stall"; readonly process: number; readonly ms: number }
  | { readonly what: "rescue" | "outage" | "insurer-away" | "back-up" | "restore" | "accept" }
  /** Without the last so many transactions. */
  | { readonly what: "failover"; readonly lost: number }
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
      ms: fc.constantFrom(900, 6000, 12_000, 31_000, 90_000, 310_000, 7_200_000),
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
  { weight: 1, arbitrary: fc.record({ what: fc.constantFrom("outage" as const, "insurer-away" as const) }) },
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

const accepting: fc.Arbitrary<Event> = fc.record({ what: fc.constant("accept" as const) });
const failingOver = (lost: fc.Arbitrary<number>): fc.Arbitrary<Event> =>
  fc.record({ what: fc.constant("failover" as const), lost });

/** A history begins with a request and a process for it, and ends with everybody's chance to finish. */
function historyOf(
  call: fc.Arbitrary<Event>,
  { before = [], between = [] }: { readonly before?: readonly Event[]; readonly between?: readonly Event[] },
  ...more: readonly fc.WeightedArbitrary<Event>[]
) {
  const event = fc.oneof({ weight: 2, arbitrary: call }, ...more, ...others);
  const verbs = fc.constantFrom<Errand["verb"][]>("run", "drain");
  return fc
    .tuple(call, verbs, fc.array(event, { minLength: 2, maxLength: 40, size: "max" }))
    .map(([first, verb, events]): readonly Event[] => [
      ...before,
      first,
      ...between,
      { what: "start", verb, request: 0 },
      ...events,
    ]);
}

export const history: fc.Arbitrary<readonly Event[]> = fc.oneof(
  { weight: 2, arbitrary: historyOf(act, {}) },
  {
    weight: 2,
    arbitrary: historyOf(unlikeOthers, { between: [{ what: "back-up" }] }, { weight: 3, arbitrary: restoring }),
  },
  // The DBA has accepted the database on both servers, and goes from one to the other.
  {
    weight: 1,
    arbitrary: historyOf(
      act,
      { before: [{ what: "failover", lost: 0 }, { what: "accept" }] },
      { weight: 2, arbitrary: failingOver(fc.constant(0)) },
    ),
  },
  {
    weight: 2,
    arbitrary: historyOf(
      unlikeOthers,
      {},
      { weight: 2, arbitrary: failingOver(fc.nat({ max: MOST_LOST })) },
      { weight: 3, arbitrary: accepting },
    ),
  },
);

/** Lives through a history and throws at the first promise that is broken. */
export async function live(events: readonly Event[], census: Census = emptyCensus()): Promise<void> {
  const world = createWorld(events.some((each) => each.what === "failover" && each.lost > 0));
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
    case "failover":
      return world.failOver(event.lost);
    case "accept":
      return world.accept();
    case "rescue":
      return world.rescue();
    case "outage":
      return sufferOutage(world);
    case "insurer-away":
      return loseInsurer(world);
    case "disk":
      world.setDiskBusy(event.isBusy);
      return;
    case "resolve": {
      const lines = requests.filter((row) => row.status !== "PROCESSING" && isUnreconciled(row));
      const row = lines[event.request % lines.length];
      return row && world.resolve(row.request_id, event.resolution);
    }
  }
}

/** The database is away until every process has given it up, and comes back after their leases. */
async function sufferOutage(world: World): Promise<void> {
  const { steps } = world;
  for (let taken = 0; steps.waiting.length > 0 && taken < LONGEST_OUTAGE; taken++) await world.take(0, 1);
  steps.pass(90_000);
  await world.rescue();
}

/** The insurer is away while HIS calls as often as it takes for calls to be held back; everybody goes on to the end meanwhile. */
async function loseInsurer(world: World): Promise<void> {
  const { medical_insurance_requests: requests } = world.database.tables;
  world.setInsurerAway(true);
  for (let calls = 0; calls < configuration.failFast.after; calls++) {
    await world.call({ infno: "9901", mode: "async" });
    const called = requests.at(-1);
    if (called?.status === "PENDING") await world.start({ verb: "run", requestId: called.request_id }, 0);
    for (let taken = 0; world.steps.waiting.length > 0 && taken < LONGEST_OUTAGE; taken++) await world.take(0, 0);
  }
  world.setInsurerAway(false);
}

/** In steps; a process gives up after less than a hundred. */
const LONGEST_OUTAGE = 1000;

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
  await world.rescue();
  for (let round = 0; round < 2; round++) {
    world.ageSpool();
    for (let machine = 0; machine < MACHINES; machine++) await world.start({ verb: "deliver" }, machine);
    await finishAll();
  }
  if (!isAccepted(world.database)) {
    // A worker is refused; then the DBA has looked.
    await drainOne(world, finishAll);
    await world.accept();
    await world.rescue();
  }
  for (let left = world.database.tables.medical_insurance_requests.length; left > 0; left--)
    await drainOne(world, finishAll);
}

/** The outage is over, and a worker is there: what waits in the queue is sent, one request after another. */
async function drainOne({ steps, start }: World, finishAll: () => Promise<void>): Promise<void> {
  steps.pass(LONGEST_PAUSE_MS);
  await start({ verb: "drain" }, 0);
  await finishAll();
}

const LONGEST_PAUSE_MS = 300_000;
