import { sqlOf } from "./his.ts";
import { magicWords } from "./magic-words.ts";
import { indent } from "./show.ts";
import type { Stage } from "./stage.ts";

/** What `npm run mock` says: how to log in, what to try, and how to make the insurer fail. */
export function mockText({ sql, insurer, folder }: Stage): string {
  const { port, database, user, password } = sql;
  const words = magicWords.map(({ ending, effect }) => `${ending.padEnd(10)}${effect}`);
  return `Stand-ins for SQL Server and for the insurer are up. Ctrl+C ends them.

SQL Server   127.0.0.1,${port}   database ${database}   login ${user}   password ${password}
Insurer      ${insurer.url}
Processor    configuration and logs in ${folder} (removed at the end)
             replay a request, in this project's folder:
             npx processor --config ${folder}/config.json replay 1

ODBC connection string:

    DRIVER={ODBC Driver 18 for SQL Server};SERVER=127.0.0.1,${port};DATABASE=${database};UID=${user};PWD=${password};Encrypt=no

FreeTDS (end each batch with a line that says GO):

    TDSVER=7.4 tsql -H 127.0.0.1 -p ${port} -U ${user} -P '${password}' -D ${database}

Try (tsql ends a batch at a GO in the first column):

${sqlOf("1101", '{"psn_no": "430123199001011234"}')}
GO

It is not a T-SQL interpreter: it knows DECLARE, EXEC of the procedures, WAITFOR DELAY, and SELECT from
v_medical_insurance_result WHERE result_id or request_id = a number or a variable. Everything else is refused with an error number.

The insurer behaves differently when a text in the input (for example psn_no: "430123199001011234-LOSE") ends in

${indent(words)}
`;
}
