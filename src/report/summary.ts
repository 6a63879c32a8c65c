import { AMOUNTS, type ReportLine, type ReportLines } from "../store/report-lines.ts";
import { amountText, centsOf } from "./amount.ts";

export interface Counts {
  readonly requests: number;
  readonly success: number;
  readonly refused: number;
  readonly failed: number;
  readonly unfinished: number;
}

/** What `processor report` shows, and what its `--json` prints. Times are the database's, `yyyy-MM-dd HH:mm`. */
export interface Summary {
  readonly since: string;
  readonly until: string;
  readonly total: Counts;
  /** Calls among them that ended at once because the insurer could not be reached. */
  readonly held_back: number;
  /** Every hour of the period, also those without a request. */
  readonly hours: readonly ({ readonly hour: string } & Counts)[];
  readonly interfaces: readonly InterfaceSummary[];
  /** The most frequent first. */
  readonly refusals: readonly Refusal[];
  readonly settlements: readonly Settlements[];
  /** Of every age. */
  readonly unreconciled: readonly Unreconciled[];
}

export interface InterfaceSummary extends Counts {
  readonly infno: string;
  readonly name: string | null;
  /** Milliseconds of an attempt that has a response, nearest rank; null where there is none. */
  readonly p50_ms: number | null;
  readonly p95_ms: number | null;
  readonly longest_ms: number | null;
}

export interface Refusal {
  readonly infno: string;
  readonly error_code: string;
  readonly infcode: string | null;
  readonly count: number;
  readonly latest_request_id: number;
  /** The insurer's text of the latest one; null unless it was asked for. */
  readonly err_msg: string | null;
}

/** The successful settlements of a day and an interface. Amounts are exact, as in `1,234.50`. */
export interface Settlements extends Readonly<Record<(typeof AMOUNTS)[number], string>> {
  readonly day: string;
  readonly infno: string;
  readonly count: number;
  /** Settlements with an amount that cannot be read; it is not in the sums. */
  readonly unreadable: number;
}

export interface Unreconciled {
  readonly request_id: number;
  readonly infno: string;
  readonly name: string | null;
  readonly request_time: string;
  readonly reason: string;
}

const MOST_REFUSALS = 20;

export function summaryOf({ since, until, lines: all }: ReportLines): Summary {
  const lines = all.filter(({ requestTime }) => requestTime >= since);
  const byHour = grouped(lines, (line) => hourOf(line.requestTime));
  const byInterface = grouped(lines, (line) => line.infno);
  return {
    since: minuteOf(since),
    until: minuteOf(until),
    total: countsOf(lines),
    held_back: lines.filter(({ errorCode, attemptCount }) => errorCode === "NOT_SENT" && attemptCount === 0).length,
    hours: hoursBetween(since, until).map((hour) => ({ hour, ...countsOf(byHour.get(hour) ?? []) })),
    interfaces: [...byInterface].map(interfaceOf).sort((one, other) => other.requests - one.requests),
    refusals: refusalsOf(lines),
    settlements: settlementsOf(lines),
    unreconciled: all.flatMap(({ unreconciled, requestId, infno, name, requestTime }) =>
      unreconciled === null
        ? []
        : [{ request_id: requestId, infno, name, request_time: minuteOf(requestTime), reason: unreconciled }],
    ),
  };
}

function countsOf(lines: readonly ReportLine[]): Counts {
  const count = (status: string): number => lines.filter(({ resultStatus }) => resultStatus === status).length;
  return {
    requests: lines.length,
    success: count("SUCCESS"),
    refused: count("BUSINESS_ERROR"),
    failed: count("SYSTEM_ERROR"),
    unfinished: count("PROCESSING"),
  };
}

function interfaceOf([infno, lines]: readonly [string, readonly ReportLine[]]): InterfaceSummary {
  const times = lines.flatMap(({ durationMs }) => durationMs ?? []).sort((one, other) => one - other);
  const rank = (percent: number): number | null => times[Math.ceil((times.length * percent) / 100) - 1] ?? null;
  return {
    infno,
    name: lines[0]?.name ?? null,
    ...countsOf(lines),
    p50_ms: rank(50),
    p95_ms: rank(95),
    longest_ms: rank(100),
  };
}

function refusalsOf(lines: readonly ReportLine[]): readonly Refusal[] {
  const refused = lines.filter(({ resultStatus }) => resultStatus === "BUSINESS_ERROR");
  return [
    ...grouped(refused, (line) => JSON.stringify([line.infno, line.errorCode, line.infcode, line.errMsg])).values(),
  ]
    .flatMap((same) => {
      const latest = same.at(-1);
      if (latest === undefined) return [];
      const { infno, errorCode, infcode, errMsg, requestId } = latest;
      return [
        {
          infno,
          error_code: errorCode ?? "",
          infcode,
          count: same.length,
          latest_request_id: requestId,
          err_msg: errMsg,
        },
      ];
    })
    .sort((one, other) => other.count - one.count)
    .slice(0, MOST_REFUSALS);
}

function settlementsOf(lines: readonly ReportLine[]): readonly Settlements[] {
  const settled = lines.filter(({ amounts }) => amounts !== null);
  return [...grouped(settled, (line) => `${dayOf(line.requestTime)} ${line.infno}`)].sort().map(([key, same]) => {
    const [day = "", infno = ""] = key.split(" ");
    let unreadable = 0;
    const sums = Object.fromEntries(AMOUNTS.map((amount) => [amount, 0n]));
    for (const { amounts } of same) {
      const cents = AMOUNTS.map((amount) => centsOf(amounts?.[amount] ?? "0"));
      if (cents.includes(null)) unreadable++;
      AMOUNTS.forEach((amount, index) => {
        sums[amount] = (sums[amount] ?? 0n) + (cents[index] ?? 0n);
      });
    }
    const texts = Object.fromEntries(AMOUNTS.map((amount) => [amount, amountText(sums[amount] ?? 0n)]));
    return { day, infno, count: same.length, unreadable, ...(texts as Record<(typeof AMOUNTS)[number], string>) };
  });
}

function grouped<Item>(items: readonly Item[], keyOf: (item: Item) => string): ReadonlyMap<string, readonly Item[]> {
  return Map.groupBy(items, keyOf);
}

const HOUR_MS = 3_600_000;

function hoursBetween(since: Date, until: Date): readonly string[] {
  const first = Math.floor(since.getTime() / HOUR_MS);
  const last = Math.floor(until.getTime() / HOUR_MS);
  return Array.from({ length: last - first + 1 }, (_, index) => hourOf(new Date((first + index) * HOUR_MS)));
}

/** The database's local time is in the UTC fields. */
function minuteOf(time: Date): string {
  return time.toISOString().slice(0, 16).replace("T", " ");
}

function hourOf(time: Date): string {
  return `${minuteOf(time).slice(0, 13)}:00`;
}

function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}
