const MOST_EDITS = 2;
const LEAST_LIKENESS = 0.5;

/** The verb that was probably meant, as commander judges it for the verbs below another one; null: none is like the word. */
export function similarVerb(word: string, verbs: readonly string[]): string | null {
  const ranked = verbs
    .map((verb) => ({ verb, edits: editsBetween(word, verb) }))
    .filter(
      ({ verb, edits }) => edits <= MOST_EDITS && 1 - edits / Math.max(word.length, verb.length) >= LEAST_LIKENESS,
    )
    .sort((a, b) => a.edits - b.edits);
  return ranked[0]?.verb ?? null;
}

/** Levenshtein's distance: how many letters are put in, left out or replaced. */
function editsBetween(from: string, to: string): number {
  let above = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [row, letter] of [...from].entries()) {
    const line = [row + 1];
    for (let column = 1; column <= to.length; column++) {
      const replaced = (above[column - 1] ?? 0) + (letter === to[column - 1] ? 0 : 1);
      line.push(Math.min(replaced, (above[column] ?? 0) + 1, (line[column - 1] ?? 0) + 1));
    }
    above = line;
  }
  return above[to.length] ?? 0;
}
