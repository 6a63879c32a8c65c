import { type Outcome, raised } from "../procedure.ts";
import { sqlError } from "../sql-error.ts";

/** THROW as the procedures use it: the text is read by HIS or the operator, the number by programs. */
export function throwError(
  procedure: string,
  number: 51001 | 51002 | 51003 | 51004 | 51010 | 51011 | 51015,
  text: string,
): Outcome {
  return raised(sqlError(number, text, { procedure }));
}
