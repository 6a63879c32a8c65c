/*
For the person who records outcomes: requests of class B and C whose outcome is unknown and not yet resolved, or whose replies
contradict each other. Each row says what was sent and when, what is certain, what to do next and, ready to copy, the
@input_data to look it up and, where 2601 can reverse it, of that call. A row leaves the view through sp_medical_insurance_resolve.
  reason    OUTCOME_UNKNOWN | CONFLICT (sp_medical_insurance_finish has the rule)
  look_up_input, reversal_input, next_action   as fn_medical_insurance_look_up writes them
  replies   a JSON list of all replies that came, each with its attempt and msgid; NULL when there is none
FORCESEEK lets the server read only these requests, also when its statistics are old.
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
    l.next_action,
    l.reversal_input,
    latest.cause,
    r.input_data,
    latest.request_body,
    k.reason,
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
    ) AS replies,
    l.look_up_input
FROM dbo.v_medical_insurance_unrecorded AS k
INNER JOIN dbo.medical_insurance_requests AS r WITH (FORCESEEK)
    ON r.request_id = k.request_id
LEFT JOIN dbo.medical_insurance_interfaces AS i
    ON i.interface_code = r.interface_code
LEFT JOIN dbo.medical_insurance_attempts AS latest
    ON latest.request_id = r.request_id
   AND latest.attempt_no = r.attempt_count
OUTER APPLY dbo.fn_medical_insurance_look_up(k.request_id) AS l;
GO
