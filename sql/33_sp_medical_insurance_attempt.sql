/*
Closes an attempt that brought no reply and opens the next with the same msgid, in one transaction. Gives attempt_id and attempt_no of
the open one. Repeated with the same arguments it gives the same row. It gives no row and changes nothing when the lease has ended or
belongs to another token, and for class B and C after an UNKNOWN: what may have been acted on is never sent again here.
@awaited_ms   how long after the login of this session the caller waits for the answer; later than that nothing is opened (51015)
*/
CREATE OR ALTER PROCEDURE dbo.sp_medical_insurance_attempt
    @request_id int,
    @attempt_id int,
    @lease_token uniqueidentifier,
    @outcome varchar(10),
    @http_status int,
    @duration_ms int,
    @sent_at datetime2(3),
    @cause nvarchar(4000),
    @request_body nvarchar(max),
    @requested_by nvarchar(128),
    @awaited_ms int
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;
    SET TRANSACTION ISOLATION LEVEL READ COMMITTED;

    DECLARE
        @now datetime2(3) = SYSDATETIME(),
        @attempt_no int;

    IF @request_id IS NULL OR @attempt_id IS NULL OR @lease_token IS NULL OR @awaited_ms IS NULL OR @outcome IS NULL
        OR @outcome NOT IN ('NOT_SENT', 'UNKNOWN')
    BEGIN
        THROW 51001, N'参数有误：@request_id、@attempt_id、@lease_token、@awaited_ms 不能为空，@outcome 只能是 NOT_SENT 或 UNKNOWN。', 1;
    END;

    BEGIN TRANSACTION;

    -- Tests who holds the lease and locks the row: no other session can write the request's attempts before the commit.
    UPDATE r
    SET update_time = @now
    FROM dbo.medical_insurance_requests AS r
    WHERE r.request_id = @request_id
      AND r.status = 'PROCESSING'
      AND r.lease_token = @lease_token
      AND r.lease_until > @now
      AND (r.interface_class = 'A' OR @outcome = 'NOT_SENT');

    IF @@ROWCOUNT = 1
    BEGIN
        EXEC dbo.sp_medical_insurance_check_awaited @awaited_ms = @awaited_ms;

        SELECT @attempt_no = a.attempt_no
        FROM dbo.medical_insurance_attempts AS a
        WHERE a.attempt_id = @attempt_id
          AND a.request_id = @request_id
          AND a.lease_token = @lease_token;

        UPDATE a
        SET
            outcome = @outcome,
            http_status = @http_status,
            sent_at = @sent_at,
            closed_at = @now,
            cause = @cause,
            request_body = @request_body
        FROM dbo.medical_insurance_attempts AS a
        WHERE a.attempt_id = @attempt_id
          AND a.request_id = @request_id
          AND a.lease_token = @lease_token
          AND a.outcome = 'SENDING';

        IF @@ROWCOUNT = 1
        BEGIN
            UPDATE r
            SET attempt_count = @attempt_no + 1
            FROM dbo.medical_insurance_requests AS r
            WHERE r.request_id = @request_id;

            EXEC dbo.sp_medical_insurance_open_attempt
                @request_id = @request_id,
                @requested_by = @requested_by,
                @opened_at = @now;
        END;
    END;

    COMMIT TRANSACTION;

    SELECT
        a.attempt_id,
        a.attempt_no
    FROM dbo.medical_insurance_attempts AS a
    WHERE a.request_id = @request_id
      AND a.attempt_no = @attempt_no + 1
      AND a.lease_token = @lease_token
      AND a.outcome = 'SENDING';

    RETURN 0;
END;
GO
