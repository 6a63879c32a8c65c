import type { Say, Text } from "../language.ts";
import type { ListFilter } from "../store/list.ts";
import { readTime, timeFault } from "./since.ts";

/** What chooses requests, as it is on the command line. */
export interface FilterOptions {
  readonly error?: string;
  readonly interface?: string;
  readonly class?: string;
  readonly since?: string;
  readonly until?: string;
  readonly limit?: string;
}

/** The filters that these options name; a filter that they do not name lets everything pass. */
type NamedFilter = Omit<ListFilter, "status" | "unreconciled">;

const MOST = 1000;
const CLASSES = ["A", "B", "C"];

/** @returns the fault of the first option that is wrong, as a text */
export function readFilter(options: FilterOptions, usualLimit: number, say: Say): NamedFilter | string {
  const limit = options.limit === undefined ? usualLimit : Number(options.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST)
    return say({
      zh: `--limit ${options.limit} 必须是 1 到 ${MOST} 的整数`,
      en: `--limit ${options.limit} must be a whole number from 1 to ${MOST}`,
    });
  const interfaceClass = options.class?.toUpperCase() ?? null;
  if (interfaceClass !== null && !CLASSES.includes(interfaceClass)) return say(oneOf("--class", CLASSES));
  const [since, until] = [readTime(options.since), readTime(options.until)];
  if (since === undefined || until === undefined) return timeFault(since === undefined ? "--since" : "--until", say);
  return {
    limit,
    errorCode: options.error?.toUpperCase() ?? null,
    infno: options.interface?.toUpperCase() ?? null,
    interfaceClass,
    since,
    until,
  };
}

export function oneOf(option: string, values: readonly string[]): Text {
  return { zh: `${option} 必须是 ${values.join("、")} 之一`, en: `${option} must be one of ${values.join(", ")}` };
}
