import { accept, isAccepted } from "../identity.ts";
import { declareProcedure, returned } from "../procedure.ts";

/** A DBA says that requests may be sent in this database. */
export const acceptDatabase = declareProcedure(
  "sp_medical_insurance_accept_database",
  {},
  (_values, { database, user }) => {
    if (!isAccepted(database)) accept(database, user);
    return returned();
  },
);
