import type { Configuration } from "../config/configuration.ts";
import { prepare } from "../input/prepare.ts";
import type { BrokenInterface, LoadInterface } from "../interfaces/interface.ts";
import type { InputInvalid, InterfaceUnknown } from "../outcome/outcome.ts";
import { composePost } from "../sending/compose-post.ts";
import type { Post } from "../sending/post.ts";
import type { ShownRequest } from "../store/show.ts";
import type { Spool } from "../store/spool/spool.ts";

/** What the replay of a request would send now. Nothing is claimed and nothing is sent. */
export interface ReplayPreview {
  readonly composed: ComposedReplay | NotComposed;
  /** What was sent the last time; null: nothing is kept of it. */
  readonly last: LastSending | null;
  /** How many outcomes of this request wait in the spool; null: the spool cannot be read. */
  readonly spooled: number | null;
}

export interface ComposedReplay {
  readonly reason: "composed";
  readonly post: Post;
  /** The claim makes another msgid: the body has `NEW_MSGID` in its place. */
  readonly isNewMsgid: boolean;
  /** The envelope fields that come from the configuration. */
  readonly configured: Readonly<Record<string, string>>;
}

/** Nothing would be sent, because the input cannot be. */
export type NotComposed = InputInvalid | InterfaceUnknown | BrokenInterface;

export interface LastSending {
  /** Null: the database does not have it; it is in the spool. */
  readonly attemptNo: number | null;
  readonly body: string;
}

export const NEW_MSGID = "(new)";

export async function previewReplay(
  request: ShownRequest,
  { configuration, load, spool, epochMs }: Needed,
): Promise<ReplayPreview> {
  const spooled = spooledBodies(request.requestId, spool);
  const last = request.attempts.findLast(({ request_body }) => request_body !== null);
  return {
    composed: await compose(request, configuration, load, epochMs),
    last: lastSending(spooled, last?.attempt_no ?? null, last?.request_body ?? null),
    spooled: spooled?.length ?? null,
  };
}

interface Needed {
  readonly configuration: Configuration;
  readonly load: LoadInterface;
  readonly spool: Spool;
  readonly epochMs: number;
}

async function compose(
  request: ShownRequest,
  configuration: Configuration,
  load: LoadInterface,
  epochMs: number,
): Promise<ComposedReplay | NotComposed> {
  const known = await load(request.infno);
  if (known !== undefined && "reason" in known) return known;
  const prepared = prepare(request.infno, known, request.input, configuration);
  if (prepared.reason !== "prepared") return prepared;
  const isNewMsgid = takesNewMsgid(request, configuration.sdk.orgCode);
  const message = {
    infno: prepared.infno,
    msgid: isNewMsgid ? NEW_MSGID : (request.msgid ?? NEW_MSGID),
    input: prepared.input,
    fields: prepared.fields,
    localTime: () => request.databaseTime,
  };
  const post = composePost(message, configuration.sdk, epochMs);
  return { reason: "composed", post, isNewMsgid, configured: configuration.sdk.envelope };
}

/** As sp_medical_insurance_claim decides. */
function takesNewMsgid({ msgid, attempts }: ShownRequest, orgCode: string): boolean {
  const latest = attempts.at(-1);
  if (msgid === null || latest?.outcome === "REPLIED") return true;
  return latest === undefined && !msgid.startsWith(orgCode);
}

/** What the spool has of the request, in the order of its attempts; null for a file whose body is not kept. */
function spooledBodies(requestId: number, spool: Spool): readonly (string | null)[] | null {
  try {
    return spool
      .list()
      .filter(({ name, state }) => name.requestId === requestId && state !== "foreign")
      .sort((one, other) => one.name.attemptId - other.name.attemptId)
      .map((file) => spool.read(file)?.requestBody ?? null);
  } catch {
    return null;
  }
}

/** The spool has the outcome of a later attempt than the database. */
function lastSending(
  spooled: readonly (string | null)[] | null,
  attemptNo: number | null,
  body: string | null,
): LastSending | null {
  const kept = spooled?.findLast((each) => each !== null);
  if (kept) return { attemptNo: null, body: kept };
  return body === null ? null : { attemptNo, body };
}
