import type { DatabaseIdentity } from "./identity.ts";
import type { LaunchProcessor } from "./launch-processor.ts";
import type { Statement } from "./statements/statement.ts";
import type { RequestRow, Tables } from "./tables.ts";
import type { Source } from "./views/source.ts";

/** What all sessions share. */
export interface Database {
  readonly name: string;
  readonly tables: Tables;
  /** The views that `processor db views` writes, by name, once its script has been run. */
  readonly typedViews: Map<string, { readonly source: Source; isGranted: boolean }>;
  /** Another one after a restore. */
  identity: DatabaseIdentity;
  /** DELAYED_DURABILITY = FORCED. */
  isDurabilityForced: boolean;
  /** The database's local clock. */
  readonly now: () => Date;
  /** xp_cmdshell, with the processor's path already in it; undefined in an installation without it. */
  readonly launch: LaunchProcessor | undefined;
  /** What `launch` starts, as sp_medical_insurance_call names it; "" in an installation without xp_cmdshell. */
  readonly processorPath: string;
}

/** The only writes that may be in an open transaction are those of queue mode; the rows join the table at COMMIT. */
export interface Transaction {
  readonly descriptor: bigint;
  readonly queued: RequestRow[];
}

/** The requests that a session sees: the committed ones and its own; only one of them when its number is given. */
export function visibleRequests({ database, transaction }: Session, requestId?: number): readonly RequestRow[] {
  const rows = [...database.tables.medical_insurance_requests, ...(transaction?.queued ?? [])];
  return requestId === undefined ? rows : rows.filter(({ request_id }) => request_id === requestId);
}

/** The owner may do everything; a login of HIS has the role medical_insurance_his alone. */
export type Role = "owner" | "his";

export interface SessionLogin {
  readonly user: string;
  readonly role: Role;
  /** As the client's connection names it. */
  readonly applicationName: string;
}

export interface PreparedText {
  readonly declarations: string;
  readonly statements: readonly Statement[];
}

/** One login's state, as a procedure sees it. */
export interface Session {
  readonly database: Database;
  readonly login: SessionLogin;
  /** On the database's clock. */
  readonly loggedInAt: Date;
  transaction: Transaction | null;
  /** SQL text that the client has prepared, by its handle. */
  readonly prepared: Map<number, PreparedText>;
  /** Aborted when the client sends an attention for the running request, or the server goes away. */
  cancelled: AbortSignal;
}
