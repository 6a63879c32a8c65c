import type { ViewRow } from "./his.ts";
import type { Scene } from "./scenes.ts";

/** What one scene came to. */
export interface Performance {
  readonly scene: Scene;
  readonly row: ViewRow;
  /** Requests that reached the insurer during this call, whatever their msgid. */
  readonly arrived: number;
  /** Requests with this row's msgid that it has seen, now or before. */
  readonly sendings: number;
  /** The result_id of the scene before, undefined in the first. */
  readonly resultIdBefore: unknown;
}

/** Says what of a scene is not as it was promised; empty when all of it is. */
export function differencesOf({ scene, row, arrived, sendings, resultIdBefore }: Performance): readonly string[] {
  const differences = Object.entries(scene.expected)
    .filter(([column, expected]) => !expected.test(textOf(row[column])))
    .map(([column, expected]) => `${column} is ${textOf(row[column])}, expected ${expected.source}`);
  const due = scene.isJoined ? 0 : 1;
  if (arrived !== due) differences.push(`the insurer saw ${arrived} requests during this call, expected ${due}`);
  if (sendings !== 1) differences.push(`the insurer saw ${sendings} requests with this msgid, expected 1`);
  if ((row.result_id === resultIdBefore) !== scene.isJoined) {
    differences.push(
      `result_id is ${textOf(row.result_id)}, expected ${scene.isJoined ? "that" : "another than that"} of the call before`,
    );
  }
  return differences;
}

function textOf(value: unknown): string {
  return value === null || value === undefined ? "NULL" : String(value);
}
