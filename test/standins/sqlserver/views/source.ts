import type { Column } from "../procedure.ts";
import type { Session } from "../session-state.ts";
import type { SqlValue } from "../wire/values.ts";

/** One row of a view or table, by column. */
export type SourceRow = Readonly<Record<string, SqlValue>>;

/** A view, a table or a function, as SELECT reads it. */
export interface Source {
  readonly columns: readonly Column[];
  /** @param requestId what a function is given, or the one request that the WHERE allows; undefined: all requests */
  rows(session: Session, requestId: number | undefined): readonly SourceRow[];
}
