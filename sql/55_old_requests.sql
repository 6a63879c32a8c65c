/*
Brings the requests of the original design to states that say what is certain. Such a request has no input_hash and no attempt; the
original wrote neither an error_code nor a lease. Nothing else is changed: the original's responses stay, and so does update_time.
  COMPLETED, infcode 0             stays: SUCCESS
  COMPLETED, another infcode       REFUSED, as the original's view says it
  everything else                  class B and C: ERROR / OUTCOME_UNKNOWN. The original sent first and wrote afterwards, and its client
                                   turned a lost reply into infcode -1 with its own text, so the insurer may have acted. Class A:
                                   ERROR / ABANDONED
LAUNCH_FAILED in such a row is from a rescue of before this script, and as little certain. The input_hash of an unknown outcome is
written, so that a call with the same text is joined to it. Gives one line for each kind: from which state, to which error_code, and
how many; and a line for each state of the hospital's own and for responses that are not JSON, which stay as they are.
*/
SET NOCOUNT ON;

DECLARE @now datetime = GETDATE();

DECLARE @changed table (
    request_id int NOT NULL PRIMARY KEY,
    interface_class char(1) NOT NULL,
    old_status varchar(20) NOT NULL,
    error_code varchar(30) NOT NULL,
    err_msg nvarchar(450) NULL,
    ended_at datetime NULL
);

UPDATE r
SET interface_class = ISNULL(i.class, 'C')
FROM dbo.medical_insurance_requests AS r
LEFT JOIN dbo.medical_insurance_interfaces AS i
    ON i.interface_code = r.interface_code
WHERE r.input_hash IS NULL
  AND r.attempt_count = 0
  AND r.status IN ('PENDING', 'PROCESSING', 'COMPLETED', 'ERROR')
  AND r.interface_class <> ISNULL(i.class, 'C');

INSERT INTO @changed (
    request_id,
    interface_class,
    old_status,
    error_code,
    err_msg,
    ended_at
)
SELECT
    r.request_id,
    r.interface_class,
    r.status,
    CASE
        WHEN is_refused.answer = 1 THEN 'REFUSED'
        WHEN r.interface_class = 'A' THEN 'ABANDONED'
        ELSE 'OUTCOME_UNKNOWN'
    END,
    CASE
        WHEN is_refused.answer = 1 THEN NULL
        WHEN r.interface_class = 'A' THEN N'原处理程序没有得到查询结果，可以重新查询'
        WHEN success.answer = 1 THEN N'原处理程序收到过成功的应答，但没有正常结束，结果未知，请勿重复办理，请按 next_action 核实'
        ELSE N'原处理程序没有留下确定的结果，医保端可能已办理，结果未知，请勿重复办理，请按 next_action 核实'
    END + ISNULL(N'。原来的说明：' + LEFT(NULLIF(latest.err_msg, N''), 300), N''),
    latest.create_time
FROM dbo.medical_insurance_requests AS r
OUTER APPLY (
    SELECT TOP (1)
        p.infcode,
        p.err_msg,
        p.create_time
    FROM dbo.medical_insurance_responses AS p
    WHERE p.request_id = r.request_id
    ORDER BY p.response_id DESC
) AS latest
CROSS APPLY (
    SELECT
        CASE
            WHEN EXISTS (
                SELECT 1
                FROM dbo.medical_insurance_responses AS p
                WHERE p.request_id = r.request_id
                  AND p.infcode = '0'
            ) THEN 1
            ELSE 0
        END AS answer
) AS success
CROSS APPLY (
    SELECT
        CASE
            WHEN r.status = 'COMPLETED'
                AND latest.infcode <> '0'
                AND latest.infcode <> ''
                AND ISNULL(latest.err_msg, N'') NOT LIKE N'SDK调用异常%'
                AND (success.answer = 0 OR r.interface_class = 'A') THEN 1
            ELSE 0
        END AS answer
) AS is_refused
WHERE r.input_hash IS NULL
  AND r.attempt_count = 0
  AND r.status IN ('PENDING', 'PROCESSING', 'COMPLETED', 'ERROR')
  AND (r.error_code IS NULL OR r.error_code = 'LAUNCH_FAILED')
  AND (r.status <> 'COMPLETED' OR latest.infcode IS NULL OR latest.infcode <> '0');

UPDATE r
SET
    status = CASE WHEN c.error_code = 'REFUSED' THEN 'COMPLETED' ELSE 'ERROR' END,
    error_code = c.error_code
FROM dbo.medical_insurance_requests AS r
INNER JOIN @changed AS c
    ON c.request_id = r.request_id;

UPDATE r
SET input_hash = HASHBYTES('SHA2_256', r.input_data)
FROM dbo.medical_insurance_requests AS r
INNER JOIN @changed AS c
    ON c.request_id = r.request_id
WHERE c.error_code = 'OUTCOME_UNKNOWN';

INSERT INTO dbo.medical_insurance_responses (
    request_id,
    response_data,
    infcode,
    err_msg,
    create_time
)
SELECT
    c.request_id,
    N'{"error_code":"' + c.error_code + N'","err_msg":"' + STRING_ESCAPE(c.err_msg, 'json') + N'","faults":[]}',
    NULL,
    c.err_msg,
    ISNULL(c.ended_at, @now)
FROM @changed AS c
WHERE c.error_code <> 'REFUSED';

SELECT
    c.old_status,
    c.interface_class,
    c.error_code,
    COUNT(*) AS requests
FROM @changed AS c
GROUP BY
    c.old_status,
    c.interface_class,
    c.error_code
UNION ALL
SELECT
    r.status COLLATE DATABASE_DEFAULT,
    NULL,
    NULL,
    COUNT(*)
FROM dbo.medical_insurance_requests AS r
WHERE r.status NOT IN ('PENDING', 'PROCESSING', 'COMPLETED', 'ERROR')
GROUP BY r.status
UNION ALL
SELECT
    NULL,
    NULL,
    NULL,
    COUNT(*)
FROM dbo.medical_insurance_responses AS p
WHERE p.attempt_id IS NULL
  AND ISJSON(p.response_data) = 0
HAVING COUNT(*) > 0
ORDER BY
    old_status,
    interface_class,
    error_code;
GO
