/** A piece of SQL text; words keep their case, comments and white space are gone. */
export type SqlToken =
  | { readonly kind: "word"; readonly text: string; readonly line: number }
  | { readonly kind: "variable"; readonly text: string; readonly line: number }
  | { readonly kind: "number"; readonly text: string; readonly line: number }
  | { readonly kind: "string"; readonly text: string; readonly unicode: boolean; readonly line: number }
  | { readonly kind: "mark"; readonly text: string; readonly line: number };

const pattern = new RegExp(
  [
    String.raw`(?<skip>\s+|--[^\n]*|/\*[\s\S]*?\*/)`,
    "(?<string>[Nn]?'[^']*(?:''[^']*)*')",
    String.raw`\[(?<bracketed>[^\]]+)\]`,
    String.raw`(?<variable>@[\p{L}\p{N}_@#$]+)`,
    String.raw`(?<word>[\p{L}_#][\p{L}\p{N}_@#$]*)`,
    String.raw`(?<number>-?\d+(?:\.\d+)?)`,
    String.raw`(?<mark>[\s\S])`,
  ].join("|"),
  "gu",
);

/** Splits SQL text; every character ends in some token, so that the parser can name what it does not know. */
export function splitSql(sql: string): readonly SqlToken[] {
  const tokens: SqlToken[] = [];
  let line = 1;
  for (const match of sql.matchAll(pattern)) {
    const { string, bracketed, variable, word, number, mark } = match.groups ?? {};
    const name = bracketed ?? word;
    if (string !== undefined) tokens.push({ kind: "string", ...unquote(string), line });
    else if (variable !== undefined) tokens.push({ kind: "variable", text: variable.slice(1), line });
    else if (name !== undefined) tokens.push({ kind: "word", text: name, line });
    else if (number !== undefined) tokens.push({ kind: "number", text: number, line });
    else if (mark !== undefined) tokens.push({ kind: "mark", text: mark, line });
    line += match[0].split("\n").length - 1;
  }
  return tokens;
}

function unquote(literal: string): { readonly text: string; readonly unicode: boolean } {
  const unicode = !literal.startsWith("'");
  return { unicode, text: literal.slice(unicode ? 2 : 1, -1).replaceAll("''", "'") };
}
