import type { SqlType } from "../sql-type.ts";
import type { TypedView } from "../views/typed-view.ts";
import type { SqlValue } from "../wire/values.ts";
import type { Select } from "./select.ts";

/** A value in SQL text; variables are named without the @. */
export type Expression =
  | { readonly kind: "literal"; readonly value: SqlValue; readonly type: SqlType }
  | { readonly kind: "variable"; readonly name: string };

export interface ExecArgument {
  /** "" when it counts by its place. */
  readonly name: string;
  /** Undefined for DEFAULT. */
  readonly value: Expression | undefined;
  readonly output: boolean;
}

/** The statements that this server knows; it is not a T-SQL interpreter. */
export type Statement =
  | { readonly kind: "declare"; readonly variables: readonly Declaration[] }
  | {
      readonly kind: "execute";
      readonly procedure: string;
      readonly args: readonly ExecArgument[];
      /** The variable that takes the return status. */
      readonly status: string | undefined;
      readonly line: number;
    }
  /** WAITFOR DELAY, answered at once: what it waits for has happened when a synchronous call returns. */
  | { readonly kind: "waitFor" }
  | ({ readonly kind: "select" } & Select)
  /** A view of `db views`, whose script also grants it to HIS. */
  | ({ readonly kind: "createView" } & TypedView)
  | { readonly kind: "grantView"; readonly view: string }
  /** A session setting that changes nothing here. */
  | { readonly kind: "setting" }
  | { readonly kind: "use"; readonly database: string };

export interface Declaration {
  readonly name: string;
  readonly type: SqlType;
  readonly value: Expression | undefined;
}
