/*
Internal: called by finish and rescue when they have found a contradiction, granted to nobody. Blocks the requests that wait for a
worker or a processor and are for the same business act as a request with contradicting replies: they were stored when that one was
settled, and to send them now could do the act a second time. Rows that another session holds locked are left: it is sending them, or
has not committed them.
*/
CREATE OR ALTER PROCEDURE dbo.sp_medical_insurance_block_waiting
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;
    SET TRANSACTION ISOLATION LEVEL READ COMMITTED;

    DECLARE @blocked table (
        request_id int NOT NULL PRIMARY KEY
    );

    INSERT INTO @blocked (request_id)
    SELECT DISTINCT w.request_id
    FROM dbo.medical_insurance_requests AS c
    INNER JOIN dbo.medical_insurance_requests AS w WITH (UPDLOCK, READPAST, ROWLOCK, READCOMMITTEDLOCK)
        ON w.request_key = c.request_key
       AND w.interface_code = c.interface_code
       AND w.request_id <> c.request_id
    WHERE c.conflict_at IS NOT NULL
      AND w.status = 'PENDING';

    UPDATE w
    SET
        status = 'ERROR',
        error_code = 'BLOCKED',
        blocked_by = (
            SELECT MAX(c.request_id)
            FROM dbo.medical_insurance_requests AS c
            WHERE c.request_key = w.request_key
              AND c.interface_code = w.interface_code
              AND c.conflict_at IS NOT NULL
        ),
        update_time = SYSDATETIME()
    FROM dbo.medical_insurance_requests AS w
    WHERE w.request_id IN (SELECT b.request_id FROM @blocked AS b);

    INSERT INTO dbo.medical_insurance_responses (
        request_id,
        response_data,
        infcode,
        err_msg,
        create_time
    )
    SELECT
        v.request_id,
        N'{"error_code":"BLOCKED","err_msg":"' + STRING_ESCAPE(s.err_msg, 'json') + N'","faults":[]}',
        NULL,
        s.err_msg,
        SYSDATETIME()
    FROM dbo.v_medical_insurance_result AS v
    CROSS APPLY (
        SELECT N'等待期间发现同一笔业务可能已办理，未发送。' + v.next_action AS err_msg
    ) AS s
    WHERE v.request_id IN (SELECT b.request_id FROM @blocked AS b);

    RETURN 0;
END;
GO
