/*
For the person who records outcomes: requests of class B and C whose outcome is unknown and not yet resolved, or whose replies
contradict each other. Each row says what was sent and when, what is certain, what to do next and, where 2601 can reverse it, the
@input_data of that call, ready to copy. A row leaves the view through sp_medical_insurance_resolve.
  reason    OUTCOME_UNKNOWN | CONFLICT (sp_medical_insurance_finish has the rule)
  replies   a JSON list of all replies that came, each with its attempt and msgid; NULL when there is none
*/
CREATE OR ALTER VIEW dbo.v_medical_insurance_unreconciled
AS
SELECT
    r.request_id,
    r.interface_code,
    i.name AS interface_name,
    r.interface_class,
    r.msgid,
    r.create_time AS request_time,
    latest.opened_at,
    latest.sent_at,
    r.attempt_count,
    latest.lease_owner,
    latest.requested_by,
    CASE
        WHEN r.conflict_at IS NOT NULL AND r.resolution IS NOT NULL
            THEN N'已登记为 ' + r.resolution + N'，但此前或此后收到的应答与它矛盾：见 replies'
        WHEN r.conflict_at IS NOT NULL
            THEN N'收到的应答互相矛盾，或与请求的状态矛盾：见 replies'
        WHEN latest.attempt_id IS NULL
            THEN N'没有发送记录'
        WHEN latest.closed_at IS NULL
            THEN N'处理程序从 ' + CONVERT(nvarchar(19), latest.opened_at, 120) + N' 起没有报告：可能未发送，也可能医保端已办理'
        WHEN latest.sent_at IS NULL
            THEN N'没有收到可读的应答：医保端可能已办理'
        ELSE N'已于 ' + CONVERT(nvarchar(19), latest.sent_at, 120) + N' 发送，没有收到可读的应答：医保端可能已办理'
    END AS what_is_certain,
    v.next_action,
    CASE
        WHEN i.reversible = 1
            THEN N'{"data":{"psn_no":"' + STRING_ESCAPE(person.psn_no, 'json')
                + N'","omsgid":"' + STRING_ESCAPE(r.msgid, 'json')
                + N'","oinfno":"' + STRING_ESCAPE(r.interface_code, 'json') + N'"}}'
    END AS reversal_input,
    latest.cause,
    r.input_data,
    latest.request_body,
    CASE WHEN r.conflict_at IS NULL THEN 'OUTCOME_UNKNOWN' ELSE 'CONFLICT' END AS reason,
    (
        SELECT
            y.attempt_no,
            y.msgid,
            y.received_at,
            y.reply,
            JSON_QUERY(y.response_data) AS response_data
        FROM dbo.v_medical_insurance_replies AS y
        WHERE y.request_id = r.request_id
        ORDER BY y.attempt_no
        FOR JSON PATH
    ) AS replies
FROM (
    -- Two searches, so that each uses its index; one condition with OR reads every request that ended as an error.
    SELECT u.request_id
    FROM dbo.medical_insurance_requests AS u
    WHERE u.error_code = 'OUTCOME_UNKNOWN'
      AND u.resolution IS NULL
      AND u.status = 'ERROR'
    UNION
    SELECT c.request_id
    FROM dbo.medical_insurance_requests AS c
    WHERE c.conflict_at IS NOT NULL
) AS k
INNER JOIN dbo.medical_insurance_requests AS r
    ON r.request_id = k.request_id
INNER JOIN dbo.v_medical_insurance_result AS v
    ON v.request_id = r.request_id
LEFT JOIN dbo.medical_insurance_interfaces AS i
    ON i.interface_code = r.interface_code
LEFT JOIN dbo.medical_insurance_attempts AS latest
    ON latest.request_id = r.request_id
   AND latest.attempt_no = r.attempt_count
CROSS APPLY (
    SELECT
        CASE
            WHEN ISJSON(r.input_data) = 1
                THEN COALESCE(
                    JSON_VALUE(r.input_data, '$.psn_no'),
                    JSON_VALUE(r.input_data, '$.data.psn_no'),
                    JSON_VALUE(r.input_data, '$.druginfo.psn_no'),
                    JSON_VALUE(r.input_data, '$.mdtrtinfo.psn_no'),
                    JSON_VALUE(r.input_data, '$.input.psn_no'),
                    JSON_VALUE(r.input_data, '$.input.data.psn_no'),
                    JSON_VALUE(r.input_data, '$.input.druginfo.psn_no'),
                    JSON_VALUE(r.input_data, '$.input.mdtrtinfo.psn_no')
                )
        END AS psn_no
) AS person
WHERE r.interface_class IN ('B', 'C');
GO
