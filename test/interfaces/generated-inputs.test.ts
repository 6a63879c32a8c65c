import { PROFILES, type Profile } from "../../src/config/profile.ts";
import { testAgreement } from "./agreement.ts";
import { testProperties } from "./properties.ts";

/** One of each kind: a short form, fields of which one must be filled, lists, a closed table, one row or many, no node; flat, an interface that Hunan does not have. */
const KINDS: Readonly<Record<Profile, readonly string[]>> = {
  hunan: ["1101", "1201", "2204", "2207", "2401", "3301", "7103"],
  national: ["1101", "2204", "2207", "3302", "4201A", "4203"],
};

for (const profile of PROFILES) {
  for (const infno of KINDS[profile]) testProperties(profile, infno);
  testAgreement(profile, KINDS[profile]);
}
