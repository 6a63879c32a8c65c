import { institution } from "../rig/configuration.ts";
import { controlWords } from "./control.ts";
import { sqlOf } from "./his.ts";
import { magicWords } from "./magic-words.ts";
import { indent } from "./show.ts";
import type { Stage } from "./stage.ts";

/** What `npm run mock` prints: how to connect, what to try, and how to make the insurer fail. */
export function mockText({ sql, insurer, folder }: Stage, controlUrl: string): string {
  const { port, database, user, password } = sql;
  const words = magicWords.map(({ ending, effect }) => `${ending.padEnd(10)}${effect}`);
  return `Two stand-ins are running, for SQL Server and for the insurer. Ctrl+C ends them.

SQL Server   127.0.0.1,${port}   database ${database}   login ${user}   password ${password}
Insurer      ${insurer.url}   org_code ${institution.org_code}   app_id ${institution.app_id}   app_secret ${institution.app_secret}
Processor    configuration and logs in ${folder} (deleted at the end)
             To replay a request, run in this project's folder:
             npx processor --config ${folder}/config.json replay 1

ODBC connection string:

    DRIVER={ODBC Driver 18 for SQL Server};SERVER=127.0.0.1,${port};DATABASE=${database};UID=${user};PWD=${password};Encrypt=no

FreeTDS (after each batch, write a line with GO):

    TDSVER=7.4 tsql -H 127.0.0.1 -p ${port} -U ${user} -P '${password}' -D ${database}

SQL to try (in tsql, GO must begin in the first column):

${sqlOf("1101", '{"psn_no": "430123199001011234"}')}
GO

The SQL Server stand-in executes only DECLARE, EXEC of the procedures, WAITFOR DELAY, the script of processor db views, and SELECT from
one view or table, with WHERE, TOP, GROUP BY and ORDER BY. It refuses everything else with an error number.

${controlText(controlUrl)}
The insurer behaves differently when a text in the input ends with one of these words, for example "psn_no": "430123199001011234-LOSE":

${indent(words)}
`;
}

/** How the two are made to fail while they run. */
export function controlText(controlUrl: string): string {
  const commands = controlWords.map(([words, effect]) => (effect === "" ? words : `${words.padEnd(22)}  ${effect}`));
  return `To make the two fail while they run, type one of these commands here, or send it, with / between its words:

    curl -X POST ${controlUrl}/stop/sql

${indent(commands)}
`;
}
