/*
What HIS reads, one row for each request: the ten columns of the original design, then result_id (the same number as request_id) and
the details. The response is that of the latest attempt that has one. The processor has already decided: COMPLETED without an
error_code is SUCCESS, with one it is BUSINESS_ERROR. infcode is shown as the insurer sent it and decides nothing.
next_action is NULL unless the outcome was unknown, the replies contradict each other or the request was blocked: it says what a person
has to do, with the inputs and the statement for it ready to run, or what has been recorded since. For a blocked request it follows the request that blocked it. For a row of the queue that
waits for its next try it says when that is; for a call that was held back (sp_medical_insurance_hold_back), that it may be called again.
Where the installation limits it (medical_insurance_version.results_of), a login sees the requests that the same login, or a program of
the same name, has called; the other two roles and db_owner see all. A program chooses its name itself, so that the name keeps programs
apart and no person out.
*/
CREATE OR ALTER VIEW dbo.v_medical_insurance_result
AS
SELECT
    r.request_id,
    r.interface_code,
    r.input_data,
    r.status,
    r.create_time AS request_time,
    latest.response_data,
    latest.infcode,
    latest.err_msg,
    latest.create_time AS response_time,
    CASE
        WHEN r.status = 'COMPLETED' AND r.error_code IS NULL THEN 'SUCCESS'
        WHEN r.status = 'COMPLETED' THEN 'BUSINESS_ERROR'
        WHEN r.status = 'ERROR' THEN 'SYSTEM_ERROR'
        ELSE 'PROCESSING'
    END AS result_status,
    r.request_id AS result_id,
    r.msgid,
    r.error_code,
    CASE
        WHEN r.status = 'ERROR' AND r.error_code = 'BLOCKED'
            THEN N'同一笔业务的请求 ' + CAST(r.blocked_by AS nvarchar(11))
                + CASE
                    WHEN o.status IN ('PENDING', 'PROCESSING')
                        THEN N' 正在处理，请等待它的结果，请勿重复办理'
                    WHEN u.request_id IS NOT NULL
                        THEN N' 结果未知，请先按该请求的 next_action 核实并登记，再决定是否重新办理'
                    WHEN (o.status = 'COMPLETED' AND o.error_code IS NULL) OR o.resolution = 'happened'
                        THEN N' 已办理，请使用它的结果，请勿重复办理'
                    WHEN o.request_id IS NULL
                        THEN N' 的记录已清理，请先核实医保端是否已办理，再决定是否重新办理'
                    ELSE N' 已结束，医保端未办理或已冲正，可以重新办理'
                END
        WHEN r.conflict_at IS NOT NULL
            THEN l.next_action
        WHEN r.resolution = 'happened' THEN N'已登记核实结果：医保端已办理，请勿重复办理'
        WHEN r.resolution = 'did_not_happen' THEN N'已登记核实结果：医保端未办理，可以重新办理'
        WHEN r.resolution = 'reversed' THEN N'已登记核实结果：已冲正，可以重新办理'
        WHEN r.status = 'ERROR' AND r.error_code = 'OUTCOME_UNKNOWN'
            THEN l.next_action
        WHEN r.status = 'PENDING' AND r.attempt_count > 0
            THEN N'尚未发送成功，将在 ' + CONVERT(nvarchar(19), r.due_at, 120) + N' 之后自动再次发送，无需重新提交'
        WHEN r.status = 'ERROR' AND r.error_code = 'NOT_SENT' AND r.attempt_count = 0
            THEN N'未发送，可以重新办理'
    END AS next_action,
    r.attempt_count,
    latest.duration_ms,
    r.interface_class
FROM dbo.medical_insurance_requests AS r
LEFT JOIN dbo.medical_insurance_requests AS o
    ON o.request_id = r.blocked_by
LEFT JOIN dbo.v_medical_insurance_unsettled AS u
    ON u.request_id = r.blocked_by
OUTER APPLY dbo.fn_medical_insurance_look_up(
    CASE WHEN r.error_code = 'OUTCOME_UNKNOWN' OR r.conflict_at IS NOT NULL THEN r.request_id END
) AS l
OUTER APPLY (
    SELECT TOP (1)
        p.response_data,
        p.infcode,
        p.err_msg,
        p.create_time,
        p.duration_ms
    FROM dbo.medical_insurance_responses AS p
    WHERE p.request_id = r.request_id
    ORDER BY
        p.attempt_id DESC,
        p.response_id DESC
) AS latest
WHERE EXISTS (
    SELECT 1
    FROM dbo.medical_insurance_version AS s
    WHERE s.results_of IS NULL
       OR (s.results_of = 'login' AND r.called_by = ORIGINAL_LOGIN())
       OR (s.results_of = 'application' AND r.called_from = APP_NAME())
)
   OR IS_MEMBER(N'medical_insurance_operator') = 1
   OR IS_MEMBER(N'medical_insurance_processor') = 1
   OR IS_MEMBER(N'db_owner') = 1;
GO
