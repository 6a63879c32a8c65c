/*
Gives the oldest pending row of the queue to one worker, as claim does for a given number; no row when the queue is empty. With
READPAST any number of workers on any number of machines can drain one queue: each skips rows that another is taking, and rows that a
HIS session has inserted but not committed. Rows of sync and async mode are never taken: call starts a processor for each.
Called again with a token that holds a row it gives that row again, because the first answer may have been lost.
*/
CREATE OR ALTER PROCEDURE dbo.sp_medical_insurance_next
    @lease_token uniqueidentifier,
    @lease_owner nvarchar(128),
    @lease_seconds int,
    @fixmedins_code varchar(12),
    @version int,
    @requested_by nvarchar(128)
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;
    SET TRANSACTION ISOLATION LEVEL READ COMMITTED;

    DECLARE
        @now datetime2(3) = SYSDATETIME(),
        @msgid varchar(30),
        @request_id int,
        @claimed int = 0;

    IF @lease_token IS NULL OR @fixmedins_code IS NULL OR @version IS NULL OR @lease_seconds IS NULL OR @lease_seconds < 1
    BEGIN
        THROW 51001, N'参数有误：@lease_token、@fixmedins_code、@version 不能为空，@lease_seconds 必须大于 0。', 1;
    END;

    EXEC dbo.sp_medical_insurance_prepare_claim
        @version = @version,
        @fixmedins_code = @fixmedins_code,
        @msgid = @msgid OUTPUT;

    SELECT @request_id = r.request_id
    FROM dbo.medical_insurance_requests AS r
    WHERE r.status = 'PROCESSING'
      AND r.lease_token = @lease_token;

    IF @request_id IS NULL
    BEGIN
        BEGIN TRANSACTION;

        WHILE @claimed = 0
        BEGIN
            SET @request_id = NULL;

            SELECT TOP (1) @request_id = r.request_id
            FROM dbo.medical_insurance_requests AS r WITH (UPDLOCK, READPAST, ROWLOCK, READCOMMITTEDLOCK)
            WHERE r.status = 'PENDING'
              AND r.mode = 'queue'
            ORDER BY
                r.create_time,
                r.request_id;

            IF @request_id IS NULL
            BEGIN
                BREAK;
            END;

            -- Tests again: if a claim by number has taken the row in between, the loop looks for the next one.
            UPDATE r
            SET
                status = 'PROCESSING',
                lease_token = @lease_token,
                lease_until = DATEADD(SECOND, @lease_seconds, @now),
                lease_owner = @lease_owner,
                msgid = ISNULL(r.msgid, @msgid),
                attempt_count = r.attempt_count + 1,
                error_code = NULL,
                update_time = @now
            FROM dbo.medical_insurance_requests AS r
            WHERE r.request_id = @request_id
              AND r.status = 'PENDING';

            SET @claimed = @@ROWCOUNT;
        END;

        IF @claimed = 1
        BEGIN
            EXEC dbo.sp_medical_insurance_open_attempt
                @request_id = @request_id,
                @requested_by = @requested_by,
                @opened_at = @now;
        END;

        COMMIT TRANSACTION;
    END;

    SELECT
        r.request_id,
        r.interface_code,
        r.interface_class,
        r.input_data,
        r.mode,
        a.msgid,
        a.attempt_id,
        a.attempt_no,
        a.opened_at AS claimed_at
    FROM dbo.medical_insurance_requests AS r
    INNER JOIN dbo.medical_insurance_attempts AS a
        ON a.request_id = r.request_id
       AND a.attempt_no = r.attempt_count
    WHERE r.request_id = @request_id
      AND r.status = 'PROCESSING'
      AND r.lease_token = @lease_token;

    RETURN 0;
END;
GO
