import type { Session } from "./session-state.ts";
import { type SqlError, sqlError } from "./sql-error.ts";

/** What sql/50_medical_insurance_his.sql grants. */
const HIS = {
  EXECUTE: /^(?:sp_medical_insurance_(?:call|wait)|sp_datatype_info_100)$/,
  SELECT: /^(?:v_medical_insurance_result|fn_medical_insurance_fields)$/,
};

/** Undefined: this login may use the object. */
export function deniedTo(
  { login, database }: Session,
  permission: keyof typeof HIS,
  object: string,
): SqlError | undefined {
  const isGranted = HIS[permission].test(object) || database.typedViews.get(object)?.isGranted === true;
  if (login.role === "owner" || isGranted) return undefined;
  const text = `The ${permission} permission was denied on the object '${object}', database '${database.name}', schema 'dbo'.`;
  return sqlError(229, text, { severity: 14, state: 5 });
}
