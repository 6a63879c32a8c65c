import { readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { readPacked } from "../packed-files.ts";

/** The scripts of the database's own objects, in the order in which they are installed. */
export const DATABASE_SCRIPTS = [
  "00_preconditions.sql",
  "04_fn_medical_insurance_fill_input.sql",
  "05_medical_insurance_purges.sql",
  "06_medical_insurance_fields.sql",
  "07_medical_insurance_version.sql",
  "08_medical_insurance_accepted_databases.sql",
  "09_medical_insurance_interfaces.sql",
  "10_medical_insurance_requests.sql",
  "11_medical_insurance_attempts.sql",
  "12_medical_insurance_outage.sql",
  "12_medical_insurance_responses.sql",
  "13_seq_request_id.sql",
  "14_seq_msgid.sql",
  "15_v_medical_insurance_time_limits.sql",
  "16_v_medical_insurance_current_database.sql",
  "17_v_medical_insurance_replies.sql",
  "18_v_medical_insurance_unrecorded.sql",
  "18_v_medical_insurance_unsettled.sql",
  "19_fn_medical_insurance_look_up.sql",
  "19_sp_medical_insurance_make_msgid.sql",
  "20_v_medical_insurance_result.sql",
  "21_v_medical_insurance_monitor.sql",
  "22_v_medical_insurance_unreconciled.sql",
  "23_sp_medical_insurance_read_request_key.sql",
  "24_sp_medical_insurance_block_waiting.sql",
  "25_sp_medical_insurance_prepare_claim.sql",
  "26_sp_medical_insurance_open_attempt.sql",
  "27_sp_medical_insurance_record_launch_failure.sql",
  "28_sp_medical_insurance_check_awaited.sql",
  "29_sp_medical_insurance_hold_back.sql",
  "29_sp_medical_insurance_lock_act.sql",
  "29_sp_medical_insurance_note_reach.sql",
  "30_sp_medical_insurance_rescue.sql",
  "31_sp_medical_insurance_claim.sql",
  "32_sp_medical_insurance_next.sql",
  "33_sp_medical_insurance_attempt.sql",
  "34_sp_medical_insurance_finish.sql",
  "35_sp_medical_insurance_wait.sql",
  "36_sp_medical_insurance_call.sql",
  "37_sp_medical_insurance_resolve.sql",
  "38_sp_medical_insurance_purge.sql",
  "39_sp_medical_insurance_accept_database.sql",
  "40_sp_medical_insurance_holds.sql",
  "41_sp_medical_insurance_watch.sql",
  "42_sp_medical_insurance_inspect.sql",
  "43_sp_medical_insurance_report.sql",
  "44_sp_medical_insurance_show.sql",
  "45_fn_medical_insurance_fields.sql",
  "46_sp_medical_insurance_list.sql",
  "47_v_medical_insurance_errors.sql",
  "48_v_medical_insurance_activity.sql",
  "49_v_medical_insurance_outage.sql",
  "50_medical_insurance_his.sql",
  "51_medical_insurance_processor.sql",
  "52_medical_insurance_operator.sql",
  "55_old_requests.sql",
  "60_current_version.sql",
] as const;

/** Gives one row for each kind of old request that it found. */
export const OLD_REQUESTS_SCRIPT = "55_old_requests.sql";

/** Needs sysadmin, and runs after the others are committed. */
export const SERVER_SCRIPT = "80_xp_cmdshell_certificate.sql";

export const REMOVAL_SCRIPTS = [
  "removal/10_server_part.sql",
  "removal/20_procedures_views_roles.sql",
  "removal/30_data.sql",
] as const;

export const DATA_REMOVAL_SCRIPT = "removal/30_data.sql";

/** One script of sql/: a packed file `sql/<name>` in the executable, a file of its own when the program runs from its sources. */
export function readScript(name: string): string {
  const isPacked = process.getBuiltinModule("node:sea").isSea();
  const script = isPacked ? readPacked(`sql/${name}`) : readFileSync(join(sourceFolder(), name));
  if (script === undefined) throw new Error(`no sql/${name} in this executable`);
  return script.toString("utf8");
}

export function sourceFolder(): string {
  return join(import.meta.dirname, "../../sql");
}
