import type { Faults } from "../../standins/sqlserver/faults.ts";

/** What becomes of the run: it goes on; its end goes to the spool; it never began. */
export type Effect = "stored" | "spooled" | "not-begun";

export interface DatabaseFault {
  readonly name: string;
  readonly effect: Effect;
  /** Nothing but the deadline ends a run that meets it. */
  readonly lasts: boolean;
  inject(faults: Faults): void;
}

const claim = "sp_medical_insurance_claim";
const finish = "sp_medical_insurance_finish";
const forever = Number.POSITIVE_INFINITY;

/** Each meets every fault of the insurer. */
export const finishFaults: readonly DatabaseFault[] = [
  { name: "none", lasts: false, effect: "stored", inject() {} },
  {
    name: "finish: dropped, deadlocked, the answer lost",
    lasts: false,
    effect: "stored",
    inject(faults) {
      faults.drop(finish, "before");
      faults.raise(finish, 1205, 1);
      faults.drop(finish, "after");
    },
  },
  {
    name: "finish: never answered",
    lasts: true,
    effect: "spooled",
    inject: (faults) => faults.silence(finish, "before", forever),
  },
  {
    name: "finish: refused for good",
    lasts: false,
    effect: "spooled",
    inject: (faults) => faults.raise(finish, 51_001),
  },
];

/** These meet an insurer in good health. */
export const otherFaults: readonly DatabaseFault[] = [
  {
    name: "claim: dropped before it arrives",
    lasts: false,
    effect: "stored",
    inject: (faults) => faults.drop(claim, "before"),
  },
  {
    name: "claim: the answer dropped",
    lasts: false,
    effect: "stored",
    inject: (faults) => faults.drop(claim, "after"),
  },
  { name: "claim: deadlock", lasts: false, effect: "stored", inject: (faults) => faults.raise(claim, 1205, 1) },
  {
    name: "claim: never answered",
    lasts: true,
    effect: "not-begun",
    inject: (faults) => faults.silence(claim, "before", forever),
  },
  {
    name: "connect: never answered",
    lasts: true,
    effect: "not-begun",
    inject: (faults) => faults.silence("connect", "before", forever),
  },
  {
    name: "login: never answered",
    lasts: true,
    effect: "not-begun",
    inject: (faults) => faults.silence("login", "before", forever),
  },
  {
    name: "login: dropped for good",
    lasts: true,
    effect: "not-begun",
    inject: (faults) => faults.drop("login", "before", forever),
  },
  {
    name: "login: failover, twice",
    lasts: false,
    effect: "stored",
    inject: (faults) => faults.raise("login", 40_613, 2),
  },
  {
    name: "login: failover, for good",
    lasts: true,
    effect: "not-begun",
    inject: (faults) => faults.raise("login", 40_613),
  },
  { name: "login: refused", lasts: false, effect: "not-begun", inject: (faults) => faults.raise("login", 18_456) },
  {
    name: "finish: failover numbers, one after another",
    lasts: false,
    effect: "stored",
    inject(faults) {
      for (const number of [976, 983, 40_197, 40_501]) faults.raise(finish, number, 1);
    },
  },
  {
    name: "finish: refused for a while, by numbers that nobody listed",
    lasts: false,
    effect: "stored",
    inject(faults) {
      for (const number of [9002, 50_000, 229]) faults.raise(finish, number, 1);
    },
  },
  {
    name: "finish: the log is full until the deadline",
    lasts: true,
    effect: "spooled",
    inject: (faults) => faults.raise(finish, 9002),
  },
  {
    name: "finish: dropped for good",
    lasts: true,
    effect: "spooled",
    inject: (faults) => faults.drop(finish, "before", forever),
  },
  {
    name: "finish: executed, never answered",
    lasts: true,
    effect: "stored",
    inject: (faults) => faults.silence(finish, "after", 1),
  },
  {
    name: "finish: half-open once",
    lasts: true,
    effect: "stored",
    inject: (faults) => faults.silence(finish, "before", 1),
  },
];
