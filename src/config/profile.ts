/** Which bureaus' interfaces are known: Hunan's specification, or what products of several provinces send. */
export const PROFILES = ["hunan", "national"] as const;

export type Profile = (typeof PROFILES)[number];
