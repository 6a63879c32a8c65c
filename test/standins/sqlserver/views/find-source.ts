import type { Session } from "../session-state.ts";
import { activityView } from "./activity.ts";
import { errorsView } from "./errors.ts";
import { fieldsFunction } from "./fields-function.ts";
import { internalViews } from "./internal.ts";
import { monitorView } from "./monitor.ts";
import { outageView } from "./outage.ts";
import { resultView } from "./result.ts";
import type { Source } from "./source.ts";
import { tableNamed } from "./tables.ts";
import { unreconciledView } from "./unreconciled.ts";

const VIEWS: Readonly<Record<string, Source>> = {
  v_medical_insurance_result: resultView,
  v_medical_insurance_monitor: monitorView,
  v_medical_insurance_unreconciled: unreconciledView,
  v_medical_insurance_errors: errorsView,
  v_medical_insurance_activity: activityView,
  v_medical_insurance_outage: outageView,
  ...internalViews,
};

const FUNCTIONS: Readonly<Record<string, Source>> = { fn_medical_insurance_fields: fieldsFunction };

/** @param name in lower case, without schema */
export function findSource(name: string, isFunction: boolean, session: Session): Source | undefined {
  if (isFunction) return FUNCTIONS[name];
  return VIEWS[name] ?? session.database.typedViews.get(name)?.source ?? tableNamed(name);
}
