import type { Faults } from "../../standins/sqlserver/faults.ts";

/** What becomes of the run: it goes on; its end goes to the spool; it never began. */
export type Effect = "stored" | "spooled" | "not-begun";

export interface DatabaseFault {
  readonly name: string;
  readonly effect: Effect;
  inject(faults: Faults): void;
}

const claim = "sp_medical_insurance_claim";
const finish = "sp_medical_insurance_finish";
const forever = Number.POSITIVE_INFINITY;

/** Each meets every fault of the insurer. */
export const finishFaults: readonly DatabaseFault[] = [
  { name: "none", effect: "stored", inject() {} },
  {
    name: "finish: dropped, deadlocked, the answer lost",
    effect: "stored",
    inject(faults) {
      faults.drop(finish, "before");
      faults.raise(finish, 1205, 1);
      faults.drop(finish, "after");
    },
  },
  { name: "finish: never answered", effect: "spooled", inject: (faults) => faults.silence(finish, "before", forever) },
  { name: "finish: refused for good", effect: "spooled", inject: (faults) => faults.raise(finish, 50_000) },
];

/** These meet an insurer in good health. */
export const otherFaults: readonly DatabaseFault[] = [
  { name: "claim: dropped before it arrives", effect: "stored", inject: (faults) => faults.drop(claim, "before") },
  { name: "claim: the answer dropped", effect: "stored", inject: (faults) => faults.drop(claim, "after") },
  { name: "claim: deadlock", effect: "stored", inject: (faults) => faults.raise(claim, 1205, 1) },
  { name: "claim: never answered", effect: "not-begun", inject: (faults) => faults.silence(claim, "before", forever) },
  {
    name: "connect: never answered",
    effect: "not-begun",
    inject: (faults) => faults.silence("connect", "before", forever),
  },
  {
    name: "login: never answered",
    effect: "not-begun",
    inject: (faults) => faults.silence("login", "before", forever),
  },
  { name: "login: dropped for good", effect: "not-begun", inject: (faults) => faults.drop("login", "before", forever) },
  { name: "login: failover, twice", effect: "stored", inject: (faults) => faults.raise("login", 40_613, 2) },
  { name: "login: failover, for good", effect: "not-begun", inject: (faults) => faults.raise("login", 40_613) },
  { name: "login: refused", effect: "not-begun", inject: (faults) => faults.raise("login", 18_456) },
  {
    name: "finish: failover numbers, one after another",
    effect: "stored",
    inject(faults) {
      for (const number of [976, 983, 40_197, 40_501]) faults.raise(finish, number, 1);
    },
  },
  { name: "finish: dropped for good", effect: "spooled", inject: (faults) => faults.drop(finish, "before", forever) },
  {
    name: "finish: executed, never answered",
    effect: "stored",
    inject: (faults) => faults.silence(finish, "after", 1),
  },
  { name: "finish: half-open once", effect: "stored", inject: (faults) => faults.silence(finish, "before", 1) },
];
