/**
 * Splits a script at its GO lines, as sqlcmd does: GO is alone on its line, and inside a comment or a string it is text.
 * Empty batches are left out.
 */
export function splitBatches(script: string): readonly string[] {
  const batches: string[] = [];
  let batch: string[] = [];
  let inside: Inside = "code";
  const endBatch = (): void => {
    const text = batch.join("\n").trim();
    if (text !== "") batches.push(text);
    batch = [];
  };
  for (const line of script.split(/\r?\n/)) {
    if (inside === "code" && /^\s*GO\s*$/i.test(line)) {
      endBatch();
      continue;
    }
    batch.push(line);
    inside = afterLine(line, inside);
  }
  endBatch();
  return batches;
}

type Inside = "code" | "comment" | "string";

/** A doubled quote closes the string and opens it again, which has the same effect. */
function afterLine(line: string, before: Inside): Inside {
  let inside = before;
  for (const [delimiter] of line.matchAll(/\/\*|\*\/|--|'/g)) {
    if (inside === "comment") inside = delimiter === "*/" ? "code" : "comment";
    else if (inside === "string") inside = delimiter === "'" ? "code" : "string";
    else if (delimiter === "--") return "code";
    else if (delimiter === "'") inside = "string";
    else if (delimiter === "/*") inside = "comment";
  }
  return inside;
}
