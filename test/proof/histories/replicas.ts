import { type Backup, backUp, failOver, type Replica } from "../../standins/sqlserver/backup.ts";
import type { Database } from "../../standins/sqlserver/session-state.ts";

/** The two servers that have the database, and what a DBA has accepted: by what happened, not by what the database says of itself. */
export interface Replicas {
  /** A session ends with its server. */
  readonly failovers: number;
  /** Whether requests may be claimed. */
  readonly isAccepted: boolean;
  /** A transaction was committed: the other server has it, or has yet to receive it. */
  committed(): void;
  /** @param lost how many of the last transactions the other server has not received */
  failOver(lost: number): void;
  /** The database is another one now, on the same server. */
  restored(): void;
  accepted(): void;
}

export const MOST_LOST = 3;

/** The other server is given the database a minute after it was made or restored. */
const UNTIL_JOINED_MS = 60_000;

/** @param mayLose false: no failover with loss is coming, for which every transaction costs a copy of all tables */
export function createReplicas(database: Database, mayLose: boolean): Replicas {
  let failovers = 0;
  let acceptedOn = new Set([database.identity.server_name]);
  let other: Replica = replicaOf("SQL2", database.identity.created_at);
  let states: Backup[] = mayLose ? [backUp(database)] : [];
  return {
    get failovers() {
      return failovers;
    },
    get isAccepted() {
      return acceptedOn.has(database.identity.server_name);
    },
    committed() {
      if (mayLose) states = [...states.slice(-MOST_LOST), backUp(database)];
    },
    failOver(lost) {
      failovers++;
      const { server_name, created_at } = database.identity;
      const received = lost === 0 ? null : (states.at(-1 - lost) ?? states[0] ?? null);
      failOver(database, other, received);
      other = { server_name, created_at };
      if (received === null) return;
      acceptedOn = new Set();
      states = [received];
    },
    restored() {
      acceptedOn = new Set();
      other = replicaOf(other.server_name, database.identity.created_at);
      if (mayLose) states = [backUp(database)];
    },
    accepted() {
      acceptedOn.add(database.identity.server_name);
    },
  };
}

function replicaOf(server_name: string, madeAt: Date): Replica {
  return { server_name, created_at: new Date(madeAt.getTime() + UNTIL_JOINED_MS) };
}
