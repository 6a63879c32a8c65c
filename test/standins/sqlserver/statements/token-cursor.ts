import type { SqlToken } from "./sql-tokens.ts";

/** The text leaves what this server knows; it never leaves the parser, whose caller turns it into error 102. */
export class SyntaxFault extends Error {
  readonly near: string;
  readonly line: number;

  constructor(near: string, line: number) {
    super(`near ${near}`);
    this.near = near;
    this.line = line;
  }
}

type Literal = Extract<SqlToken, { kind: "number" | "string" }>;

/** Walks over a batch's tokens: `take…` tests and moves on when it fits, the others must find what they name. */
export interface TokenCursor {
  isAtEnd(): boolean;
  /** Whether a variable, number, text, NULL or DEFAULT comes next. */
  isAtValue(): boolean;
  line(): number;
  /** The word that comes next, if one does. */
  peekWord(): string | undefined;
  takeWord(...words: readonly string[]): boolean;
  takeMark(mark: string): boolean;
  /** Whether this mark comes next, or after so many tokens. */
  isAtMark(mark: string, after?: number): boolean;
  takeVariable(): string | undefined;
  takeLiteral(): Literal | undefined;
  word(): string;
  wordOrNumber(): string;
  keyword(...words: readonly string[]): string;
  mark(mark: string): void;
  variable(): string;
  /** @param near what is named instead of the next token */
  fail(near?: string): never;
}

export function createTokenCursor(tokens: readonly SqlToken[]): TokenCursor {
  let at = 0;
  const peek = (): SqlToken | undefined => tokens[at];
  const fail = (near?: string): never => {
    const token = peek() ?? tokens.at(-1);
    throw new SyntaxFault(near ?? token?.text ?? "", token?.line ?? 1);
  };
  const isWord = (words: readonly string[]): boolean => {
    const token = peek();
    return token?.kind === "word" && words.includes(token.text.toUpperCase());
  };
  const takeKind = <K extends SqlToken["kind"]>(...kinds: readonly K[]): Extract<SqlToken, { kind: K }> | undefined => {
    const token = peek();
    const found = kinds.find((kind) => kind === token?.kind);
    if (token === undefined || found === undefined) return undefined;
    at += 1;
    // `found` is one of K and is the token's kind.
    return token as Extract<SqlToken, { kind: K }>;
  };
  const cursor: TokenCursor = {
    isAtEnd: () => at >= tokens.length,
    isAtValue: () => ["variable", "number", "string"].includes(peek()?.kind ?? "") || isWord(["NULL", "DEFAULT"]),
    line: () => peek()?.line ?? 1,
    peekWord() {
      const token = peek();
      return token?.kind === "word" ? token.text : undefined;
    },
    takeWord(...words) {
      if (!isWord(words)) return false;
      at += 1;
      return true;
    },
    takeMark(mark) {
      if (!cursor.isAtMark(mark)) return false;
      at += 1;
      return true;
    },
    isAtMark(mark, after = 0) {
      const token = tokens[at + after];
      return token?.kind === "mark" && token.text === mark;
    },
    takeVariable: () => takeKind("variable")?.text,
    takeLiteral: () => takeKind("number", "string"),
    word: () => takeKind("word")?.text ?? fail(),
    wordOrNumber: () => takeKind("word", "number")?.text ?? fail(),
    keyword(...words) {
      if (!isWord(words)) return fail();
      return cursor.word();
    },
    mark(mark) {
      if (!cursor.takeMark(mark)) fail();
    },
    variable: () => takeKind("variable")?.text ?? fail(),
    fail,
  };
  return cursor;
}
