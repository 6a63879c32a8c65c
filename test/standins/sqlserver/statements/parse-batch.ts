import { type SqlError, sqlError } from "../sql-error.ts";
import { readTypedView } from "../views/typed-view.ts";
import { isClientSetting } from "./client-settings.ts";
import { parseExpression } from "./parse-expression.ts";
import { parseName, parseSelect } from "./parse-select.ts";
import { parseType } from "./parse-type.ts";
import { splitSql } from "./sql-tokens.ts";
import type { Declaration, ExecArgument, Statement } from "./statement.ts";
import { createTokenCursor, SyntaxFault, type TokenCursor } from "./token-cursor.ts";

/** Parses a whole batch before any of it runs, as the server does: one unknown word and nothing is executed. */
export function parseBatch(sql: string): readonly Statement[] | SqlError {
  const view = readTypedView(sql);
  if (view !== undefined) return [{ kind: "createView", ...view }];
  const cursor = createTokenCursor(splitSql(sql));
  const statements: Statement[] = [];
  try {
    while (!cursor.isAtEnd()) {
      if (cursor.takeMark(";")) continue;
      // A batch may begin with a procedure's name alone.
      const isCall = statements.length === 0 && /^sp_/i.test(cursor.peekWord() ?? "");
      statements.push(isCall ? parseExecute(cursor) : parseStatement(cursor));
    }
    return statements;
  } catch (fault) {
    if (fault instanceof SyntaxFault)
      return sqlError(102, `Incorrect syntax near '${fault.near}'.`, { severity: 15, line: fault.line });
    throw fault;
  }
}

function parseStatement(cursor: TokenCursor): Statement {
  if (cursor.takeWord("DECLARE")) return parseDeclare(cursor);
  if (cursor.takeWord("EXEC", "EXECUTE")) return parseExecute(cursor);
  if (cursor.takeWord("WAITFOR")) return parseWaitFor(cursor);
  if (cursor.takeWord("SELECT")) return { kind: "select", ...parseSelect(cursor) };
  if (cursor.takeWord("SET")) return parseSet(cursor);
  if (cursor.takeWord("GRANT")) return parseGrant(cursor);
  if (cursor.takeWord("USE")) return { kind: "use", database: cursor.word() };
  return cursor.fail();
}

function parseDeclare(cursor: TokenCursor): Statement {
  const variables: Declaration[] = [];
  do {
    const name = cursor.variable();
    cursor.takeWord("AS");
    const type = parseType(cursor);
    const value = cursor.takeMark("=") ? parseExpression(cursor) : undefined;
    variables.push({ name, type, value });
  } while (cursor.takeMark(","));
  return { kind: "declare", variables };
}

function parseExecute(cursor: TokenCursor): Statement {
  const line = cursor.line();
  const status = cursor.takeVariable();
  if (status !== undefined) cursor.mark("=");
  const procedure = parseName(cursor);
  const args: ExecArgument[] = [];
  if (cursor.isAtValue()) {
    do args.push(parseArgument(cursor));
    while (cursor.takeMark(","));
  }
  return { kind: "execute", procedure, args, status, line };
}

/** `@name = value OUTPUT`, or a value alone; a variable alone is a value. */
function parseArgument(cursor: TokenCursor): ExecArgument {
  const variable = cursor.takeVariable();
  if (variable === undefined) return { name: "", value: parseExpression(cursor), output: false };
  if (!cursor.takeMark("=")) {
    return { name: "", value: { kind: "variable", name: variable }, output: cursor.takeWord("OUTPUT", "OUT") };
  }
  if (cursor.takeWord("DEFAULT")) return { name: variable, value: undefined, output: false };
  const value = parseExpression(cursor);
  return { name: variable, value, output: value.kind === "variable" && cursor.takeWord("OUTPUT", "OUT") };
}

function parseWaitFor(cursor: TokenCursor): Statement {
  cursor.keyword("DELAY");
  const delay = parseExpression(cursor);
  if (delay.kind !== "literal" || !/^\d{1,2}:\d{2}(:\d{2}(\.\d{1,3})?)?$/.test(String(delay.value)))
    return cursor.fail();
  return { kind: "waitFor" };
}

/** GRANT SELECT ON dbo.… TO medical_insurance_his */
function parseGrant(cursor: TokenCursor): Statement {
  cursor.keyword("SELECT");
  cursor.keyword("ON");
  const view = parseName(cursor).replace(/^.*\./, "");
  cursor.keyword("TO");
  cursor.keyword("MEDICAL_INSURANCE_HIS");
  return { kind: "grantView", view };
}

function parseSet(cursor: TokenCursor): Statement {
  const words: string[] = [];
  while (!cursor.isAtEnd() && !isClientSetting(words)) words.push(cursor.takeMark(",") ? "," : cursor.wordOrNumber());
  return isClientSetting(words) ? { kind: "setting" } : cursor.fail();
}
