const LONGEST = 300;

/** What another side said, as a part of err_msg: one line of 300 characters at most, control characters and line breaks as spaces. */
export function shownText(text: string): string {
  // The rest can only be seen if most of the beginning is spaces.
  const line = text
    .slice(0, 10 * LONGEST)
    .replaceAll(/[\p{C}\p{Z}]+/gu, " ")
    .trim();
  const characters = [...line];
  return characters.length > LONGEST ? `${characters.slice(0, LONGEST).join("")}…` : line;
}
