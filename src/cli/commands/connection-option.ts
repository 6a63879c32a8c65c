import type { Program } from "./family.ts";

/** Gives `--connection` to a verb of the person who looks at requests. */
export function connectedAsOperator(command: Program): Program {
  return command.option(
    "--connection <string>",
    "ODBC connection string of a login with the role medical_insurance_operator, instead of the configuration's; its password may be in the environment variable PROCESSOR_DB_PASSWORD",
  );
}
