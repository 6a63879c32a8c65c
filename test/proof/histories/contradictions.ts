import assert from "node:assert/strict";
import type { Tables } from "../../standins/sqlserver/tables.ts";
import { viewRow } from "../../standins/sqlserver/views/result.ts";
import { type BureauFate, replyText, type Sending } from "./bureau.ts";
import type { World } from "./world.ts";

/** A reply that came to the database, and whether it came after the last word of a person on its request. */
interface Stored {
  readonly requestId: number;
  readonly isSuccess: boolean;
  readonly isFresh: boolean;
}

/** What must hold at the end: where the insurer did something that the table does not say, a person is told. */
export function checkContradictions(world: World): void {
  const { database } = world;
  const stored = storedReplies(world);
  for (const request of database.tables.medical_insurance_requests) {
    if (request.interface_class === "A") continue;
    const fresh = stored.filter(({ requestId, isFresh }) => requestId === request.request_id && isFresh);
    const successes = fresh.filter(({ isSuccess }) => isSuccess).length;
    const { resolution, conflict_at, request_id } = request;
    const isSuccess = viewRow(database, request).result_status === "SUCCESS";
    const isHidden = successes > 0 && !isSuccess && resolution === null;
    const isDenied = successes > 0 && (resolution === "did_not_happen" || resolution === "reversed");
    const isRefused = fresh.length > successes && resolution === "happened";
    if (isHidden || isDenied || isRefused || successes > 1) {
      assert.ok(conflict_at !== null, `nobody is told of what request ${request_id} has done`);
    } else {
      assert.equal(conflict_at, null, `request ${request_id} is a contradiction without replies that contradict`);
    }
  }
}

function storedReplies({ sent, received, database, words }: World): readonly Stored[] {
  return received.flatMap((sending) => {
    const requestId = sent.find((each) => each.sending === sending)?.requestId ?? 0;
    const responseId = responseOf(sending, database.tables);
    if (responseId === undefined) return [];
    return [{ requestId, isSuccess: sending.fate === "good", isFresh: responseId > (words.get(requestId) ?? 0) }];
  });
}

function responseOf({ number, fate }: Sending, tables: Tables): number | undefined {
  const text = replyText(number, fate ?? ("good" satisfies BureauFate));
  return tables.medical_insurance_responses.find((row) => row.response_data === text)?.response_id;
}
