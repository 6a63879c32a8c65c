import { fieldOf } from "../interfaces/field.ts";
import { knownInterfaces } from "../interfaces/known-interfaces.ts";
import { EXIT } from "../report/exit-code.ts";
import { rawExchanges, rawText } from "../report/raw-exchange.ts";
import { type SheetFields, sheetOf } from "../report/request-sheet.ts";
import { requestText } from "../report/request-text.ts";
import { showRequest } from "../store/show.ts";
import { interfaceSettingsFor } from "./known-interfaces.ts";
import { LOOK_TIMEOUT_MS, type LookOptions, look, noSuchRequest, wrongUsage } from "./look.ts";
import { parseRequestId } from "./request-id.ts";
import type { VerbContext, VerbResult } from "./verb.ts";

export interface ShowOptions extends LookOptions {
  readonly reveal?: boolean;
  readonly raw?: boolean;
}

const NOTHING = { request: null };

/** `processor show <request_id>`: all that is known of one request, on one screen. */
export async function showVerb(context: VerbContext, id: string, options: ShowOptions): Promise<VerbResult> {
  const parsed = parseRequestId(id, context.say);
  if ("fault" in parsed) return wrongUsage(NOTHING, parsed.fault);
  const { requestId } = parsed;
  const isRevealed = options.reveal ?? false;
  return look(context, options, NOTHING, async (session) => {
    const request = await showRequest(session, requestId, LOOK_TIMEOUT_MS);
    if (request === null) {
      const text = noSuchRequest(requestId, "processor list", context.say);
      return { exitCode: EXIT.notClaimed, text, found: NOTHING };
    }
    if ("reason" in request) return request;
    if (options.raw) {
      const exchanges = rawExchanges(request.attempts);
      return {
        exitCode: EXIT.success,
        text: rawText(requestId, exchanges, context.say),
        found: { request: { attempts: exchanges } },
      };
    }
    const sheet = sheetOf(request, await fieldsOf(context, request.infno), isRevealed, context.say);
    return { exitCode: EXIT.success, text: requestText(sheet, isRevealed, context.say), found: { request: sheet } };
  });
}

/** Without a usable schema the fields have no labels. */
export async function fieldsOf(context: VerbContext, infno: string): Promise<SheetFields> {
  const settings = interfaceSettingsFor(context);
  const known = "faults" in settings ? undefined : knownInterfaces(settings.folder, settings.profile);
  const described = known === undefined || "reason" in known ? undefined : await known.describe(infno);
  if (described === undefined || "reason" in described) return { input: undefined, output: undefined };
  return { input: fieldOf(described.documents, "input"), output: fieldOf(described.documents, "output") };
}
