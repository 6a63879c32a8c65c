/** Whose interfaces a hospital speaks: those of Hunan's specification, or what products of other provinces send. */
export const PROFILES = ["hunan", "national"] as const;

export type Profile = (typeof PROFILES)[number];

interface ProfileDefaults {
  readonly scheme: "csb";
  /** The specification's version in the envelope. */
  readonly infver: string;
}

/** What a profile's configuration has where the file says nothing, and other profiles have otherwise. */
export const PROFILE_DEFAULTS: Readonly<Record<Profile, ProfileDefaults>> = {
  hunan: { scheme: "csb", infver: "1.0.0" },
  national: { scheme: "csb", infver: "V1.0" },
};
