import type { ViewRow } from "./his.ts";
import type { Scene } from "./scenes.ts";

/** The result of one scene. */
export interface Performance {
  readonly scene: Scene;
  readonly row: ViewRow;
  /** Requests that reached the insurer during this call, whatever their msgid. */
  readonly arrived: number;
  /** Requests with this row's msgid that it has received, now or before. */
  readonly sendings: number;
  /** The result_id of the scene before, undefined in the first. */
  readonly resultIdBefore: unknown;
}

/** What of a scene is not as expected; empty when nothing is. */
export function differencesOf({ scene, row, arrived, sendings, resultIdBefore }: Performance): readonly string[] {
  const differences = Object.entries(scene.expected)
    .filter(([column, expected]) => !expected.test(textOf(row[column])))
    .map(([column, expected]) => `${column} is ${textOf(row[column])}, expected ${expected.source}`);
  const due = scene.isJoined ? 0 : 1;
  if (arrived !== due) differences.push(`the insurer received ${arrived} requests during this call, expected ${due}`);
  if (sendings !== 1) differences.push(`the insurer received ${sendings} requests with this msgid, expected 1`);
  if ((row.result_id === resultIdBefore) !== scene.isJoined) {
    const id = textOf(row.result_id);
    differences.push(
      scene.isJoined
        ? `result_id is ${id}, expected ${textOf(resultIdBefore)}, which is that of the call before`
        : `result_id is ${id}, the same as that of the call before, expected a new one`,
    );
  }
  return differences;
}

function textOf(value: unknown): string {
  return value === null || value === undefined ? "NULL" : String(value);
}
