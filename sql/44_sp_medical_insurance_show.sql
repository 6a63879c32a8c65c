/*
Everything about one request, for `processor show`: one row, or none when there is no such request. Reads only.
  attempts        a JSON list of its attempts in their order, each with the reply that it got; NULL when there is none
  database_time   the clock by which lease_until counts
  later_request_id   the newest request for the same business act that HIS stored after this one; NULL when there is none
*/
CREATE OR ALTER PROCEDURE dbo.sp_medical_insurance_show
    @request_id int
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;
    SET TRANSACTION ISOLATION LEVEL READ COMMITTED;

    SELECT
        r.request_id,
        r.interface_code,
        i.name AS interface_name,
        r.interface_class,
        ISNULL(r.asked_mode, r.mode) AS mode,
        r.status,
        v.result_status,
        r.error_code,
        r.msgid,
        v.request_time,
        r.lease_owner,
        r.lease_until,
        SYSDATETIME() AS database_time,
        r.input_data,
        v.response_data,
        v.infcode,
        v.err_msg,
        v.response_time,
        v.duration_ms,
        v.next_action,
        r.resolution,
        r.resolved_at,
        r.resolved_by,
        r.resolution_reference,
        r.resolution_note,
        r.blocked_by,
        r.conflict_at,
        (
            SELECT MAX(q.request_id)
            FROM dbo.medical_insurance_requests AS q
            WHERE q.request_key = r.request_key
              AND q.interface_code = r.interface_code
              AND q.request_id > r.request_id
        ) AS later_request_id,
        (
            SELECT
                a.attempt_no,
                a.msgid,
                a.outcome,
                a.requested_by,
                a.lease_owner,
                a.opened_at,
                a.sent_at,
                a.closed_at,
                a.http_status,
                a.cause,
                a.request_body,
                p.infcode,
                p.duration_ms,
                p.response_data
            FROM dbo.medical_insurance_attempts AS a
            OUTER APPLY (
                SELECT TOP (1)
                    q.infcode,
                    q.duration_ms,
                    q.response_data
                FROM dbo.medical_insurance_responses AS q
                WHERE q.attempt_id = a.attempt_id
                ORDER BY q.response_id DESC
            ) AS p
            WHERE a.request_id = r.request_id
            ORDER BY a.attempt_no
            FOR JSON PATH, INCLUDE_NULL_VALUES
        ) AS attempts
    FROM dbo.medical_insurance_requests AS r
    INNER JOIN dbo.v_medical_insurance_result AS v
        ON v.request_id = r.request_id
    LEFT JOIN dbo.medical_insurance_interfaces AS i
        ON i.interface_code = r.interface_code
    WHERE r.request_id = @request_id;

    RETURN 0;
END;
GO
