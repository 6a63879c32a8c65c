import { exitCodeOfPreviews, type PreviewedRequest, previewedJson, previewText } from "../report/previewed.ts";
import { previewReplay } from "../run/replay-preview.ts";
import { ownerOf } from "../store/spool/owner.ts";
import { openSpool } from "../store/spool/spool.ts";
import { type Choice, nothingFits, type Planning, planChosen } from "./choose-replays.ts";
import { failed, type LookOptions, withSession } from "./look.ts";
import { fieldsOf } from "./show.ts";
import { configurationFaulty, readAll, type VerbContext, type VerbResult } from "./verb.ts";

export const NOTHING_PREVIEWED = { requests: [] };

/** `processor replay --dry-run`: what would be sent. */
export async function previewChosen(
  context: VerbContext,
  choice: Choice,
  how: Planning,
  options: LookOptions & { readonly error?: string; readonly reveal?: boolean },
): Promise<VerbResult> {
  const read = await readAll(context);
  if ("faults" in read) return { ...configurationFaulty(read), json: NOTHING_PREVIEWED };
  const looked = await withSession(context, options, (session) => planChosen(session, choice, how));
  if ("failure" in looked) return failed(looked, NOTHING_PREVIEWED);
  const { planned, shown, isCut } = looked;
  if (planned.length === 0) return nothingFits(options.error, NOTHING_PREVIEWED, context.say);
  const { configuration, load } = read;
  const spool = openSpool(configuration.spool.folder, ownerOf(configuration.database));
  const isRevealed = options.reveal ?? false;
  const previewed: PreviewedRequest[] = [];
  for (const each of planned) {
    const request = shown.find(({ requestId }) => requestId === each.requestId);
    const preview =
      request === undefined ? null : await previewReplay(request, { configuration, load, spool, epochMs: Date.now() });
    const field = request === undefined ? undefined : (await fieldsOf(context, request.infno)).input;
    previewed.push(previewedJson({ planned: each, preview, field }, isRevealed));
  }
  const exitCode = exitCodeOfPreviews(previewed);
  const text = previewText(planned, { isCut, isRevealed }, previewed, context.say);
  return { exitCode, text, json: { message: "", requests: previewed } };
}
