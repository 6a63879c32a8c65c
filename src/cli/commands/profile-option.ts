import { PROFILES, type Profile } from "../../config/profile.ts";
import type { VerbContext } from "../verb.ts";
import type { Program } from "./family.ts";

export interface ProfileOption {
  readonly profile?: Profile;
}

/** Gives `--profile` to a verb that sends nothing: a run takes the profile of its configuration. */
export function profiled(command: Program): Program {
  const words = "whose interfaces; the default is sdk.profile of config.json, else hunan";
  return command.addOption(command.createOption("--profile <name>", words).choices(PROFILES));
}

export function profiledContext(context: VerbContext, { profile }: ProfileOption): VerbContext {
  return { ...context, profile: profile ?? null };
}
