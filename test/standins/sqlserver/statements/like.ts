/** LIKE: % any text, _ one character, [a-f] and [^a-f] one of these or none of them; in any case. */
export function matchesLike(text: string, pattern: string, escapeWith: string | undefined): boolean {
  return new RegExp(`^${regularOf(pattern, escapeWith)}$`, "isu").test(text);
}

const PART = /%|_|\[(\^?)([^\]]+)\]|[\s\S]/gu;

function regularOf(pattern: string, escapeWith: string | undefined): string {
  const [head = "", ...escaped] = escapeWith === undefined ? [pattern] : pattern.split(escapeWith);
  const parts = escaped.map((part) => quote(part.slice(0, 1)) + translate(part.slice(1)));
  return translate(head) + parts.join("");
}

function translate(pattern: string): string {
  return pattern.replaceAll(PART, (part: string, not: string | undefined, set: string | undefined) => {
    if (part === "%") return ".*";
    if (part === "_") return ".";
    return set === undefined ? quote(part) : `[${not}${set.replaceAll(/[\\[\]^&~|]/g, String.raw`\$&`)}]`;
  });
}

function quote(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/-]/, String.raw`\$&`);
}
