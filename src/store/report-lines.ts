import { numberIn, textIn } from "./column.ts";
import type { StoreFailure } from "./failure.ts";
import type { Session } from "./session.ts";

/** One request of the period, or an older one that a person must still check. */
export interface ReportLine {
  readonly requestId: number;
  readonly infno: string;
  /** Null: the installation does not know the interface. */
  readonly name: string | null;
  /** The database's local time, in the UTC fields. */
  readonly requestTime: Date;
  readonly resultStatus: string;
  readonly errorCode: string | null;
  readonly infcode: string | null;
  /** Null where the text of the insurer was not asked for. */
  readonly errMsg: string | null;
  readonly durationMs: number | null;
  /** 0 of a request that is NOT_SENT: the call was held back. */
  readonly attemptCount: number;
  /** The sums of a settlement, as the reply writes them; null where it has none. */
  readonly amounts: Amounts | null;
  /** Why a person has to look at it; null: nobody has to. */
  readonly unreconciled: string | null;
}

export const AMOUNTS = ["medfee_sumamt", "fund_pay_sumamt", "acct_pay", "psn_cash_pay"] as const;

export type Amounts = Readonly<Record<(typeof AMOUNTS)[number], string | null>>;

export interface ReportLines {
  readonly reason: "read";
  /** The period, in the database's local time. */
  readonly since: Date;
  readonly until: Date;
  readonly lines: readonly ReportLine[];
}

/** Reads the requests of the last minutes, and the older ones that a person must still check. Procedure sp_medical_insurance_report, for the role of the operator. */
export async function readReportLines(
  session: Session,
  { minutes, reveal }: { readonly minutes: number; readonly reveal: boolean },
  timeoutMs: number,
): Promise<ReportLines | StoreFailure> {
  const result = await session.call(
    "sp_medical_insurance_report",
    {
      minutes: { type: "int", value: minutes },
      reveal: { type: "bit", value: reveal },
      since: { type: "datetime2", value: null, isOutput: true },
      until: { type: "datetime2", value: null, isOutput: true },
    },
    timeoutMs,
  );
  if ("reason" in result) return result;
  return {
    reason: "read",
    since: timeOf(result.output.since),
    until: timeOf(result.output.until),
    lines: result.rows.map(lineOf),
  };
}

function lineOf(row: Readonly<Record<string, unknown>>): ReportLine {
  const amounts = Object.fromEntries(AMOUNTS.map((amount) => [amount, textIn(row[amount])])) as Amounts;
  return {
    requestId: Number(row.request_id),
    infno: String(row.interface_code),
    name: textIn(row.interface_name),
    requestTime: timeOf(row.request_time),
    resultStatus: String(row.result_status),
    errorCode: textIn(row.error_code),
    infcode: textIn(row.infcode),
    errMsg: textIn(row.err_msg),
    durationMs: numberIn(row.duration_ms),
    attemptCount: Number(row.attempt_count),
    amounts: AMOUNTS.every((amount) => amounts[amount] === null) ? null : amounts,
    unreconciled: textIn(row.reason),
  };
}

/** An output of type datetime2 comes as a text, because it was sent as one. */
function timeOf(value: unknown): Date {
  return value instanceof Date ? value : new Date(`${String(value).replace(" ", "T").slice(0, 23)}Z`);
}
