import { isAccepted } from "../identity.ts";
import { repliesOf } from "../procedures/replies.ts";
import { isUnsettled } from "../procedures/unsettled.ts";
import { visibleRequests } from "../session-state.ts";
import { binary, datetime, datetime2, int, nvarchar, uniqueidentifier, varchar } from "../sql-type.ts";
import type { Source } from "./source.ts";
import { isUnreconciled, reasonOf } from "./unreconciled.ts";

/** The views that are granted to nobody; a DBA may look at them. */
export const internalViews: Readonly<Record<string, Source>> = {
  v_medical_insurance_time_limits: {
    columns: [
      { name: "sync_wait_seconds", type: int },
      { name: "lease_margin_seconds", type: int },
      { name: "launch_seconds", type: int },
      { name: "first_retry_seconds", type: int },
      { name: "longest_retry_seconds", type: int },
      { name: "probe_seconds", type: int },
    ],
    rows: () => [
      {
        sync_wait_seconds: 45,
        lease_margin_seconds: 30,
        launch_seconds: 60,
        first_retry_seconds: 10,
        longest_retry_seconds: 300,
        probe_seconds: 10,
      },
    ],
  },
  v_medical_insurance_current_database: {
    columns: [
      { name: "server_name", type: nvarchar(128) },
      { name: "database_name", type: nvarchar(128) },
      { name: "created_at", type: datetime },
      { name: "database_guid", type: uniqueidentifier },
      { name: "recovery_fork_guid", type: uniqueidentifier },
      { name: "is_accepted", type: int },
      { name: "delayed_durability", type: int },
    ],
    rows: ({ database }) => [
      {
        ...database.identity,
        is_accepted: isAccepted(database) ? 1 : 0,
        delayed_durability: database.isDurabilityForced ? 2 : 0,
      },
    ],
  },
  v_medical_insurance_unsettled: {
    columns: [
      { name: "request_id", type: int },
      { name: "interface_code", type: varchar(10) },
      { name: "input_hash", type: binary(32) },
      { name: "request_key", type: binary(32) },
      { name: "status", type: varchar(20) },
      { name: "mode", type: varchar(10) },
    ],
    rows: (session, requestId) =>
      visibleRequests(session, requestId)
        .filter(isUnsettled)
        .map((row) => ({ ...row })),
  },
  v_medical_insurance_replies: {
    columns: [
      { name: "request_id", type: int },
      { name: "attempt_id", type: int },
      { name: "attempt_no", type: int },
      { name: "msgid", type: varchar(30) },
      { name: "received_at", type: datetime },
      { name: "reply", type: varchar(7) },
      { name: "output", type: nvarchar("max") },
      { name: "response_data", type: nvarchar("max") },
      { name: "judged_at", type: datetime2(3) },
    ],
    rows: (session, requestId) =>
      visibleRequests(session, requestId).flatMap(({ request_id }) =>
        repliesOf(session.database, request_id).map((reply) => ({ request_id, ...reply })),
      ),
  },
  v_medical_insurance_unrecorded: {
    columns: [
      { name: "request_id", type: int },
      { name: "reason", type: varchar(15) },
    ],
    rows: (session, requestId) =>
      visibleRequests(session, requestId)
        .filter(isUnreconciled)
        .map((request) => ({ request_id: request.request_id, reason: reasonOf(request) })),
  },
};
