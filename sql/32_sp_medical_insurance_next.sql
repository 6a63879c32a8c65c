/*
Gives the row of the queue that is due first to one worker, as claim does for a given number; no row when none is due. With
READPAST any number of workers on any number of machines can drain one queue: each skips rows that another is taking, and rows that a
HIS session has inserted but not committed. Rows of sync and async mode are never taken: call starts a processor for each.
Requests that HIS asked the queue for and that are for the same visit (mdtrt_id) are given in the order of their numbers, one at a time:
a younger one waits until the older ones have ended, also while an older one waits for its next try. Calls of next wait for each other,
because with READPAST one would not see the row that another is taking, and would take the younger one.
Called again with a token that holds a row it gives that row again as long as the lease lasts, because the first answer may have been
lost. A token that once held a row and no longer does never claims again.
@awaited_ms   how long after the login of this session the caller waits for the answer; later than that nothing is claimed (51015)
*/
CREATE OR ALTER PROCEDURE dbo.sp_medical_insurance_next
    @lease_token uniqueidentifier,
    @lease_owner nvarchar(128),
    @lease_seconds int,
    @fixmedins_code varchar(12),
    @version int,
    @requested_by nvarchar(128),
    @awaited_ms int
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;
    SET TRANSACTION ISOLATION LEVEL READ COMMITTED;

    DECLARE
        @now datetime2(3) = SYSDATETIME(),
        @msgid varchar(30),
        @request_id int,
        @lock int,
        @claimed int = 0;

    IF @lease_token IS NULL OR @fixmedins_code IS NULL OR @version IS NULL OR @awaited_ms IS NULL
        OR @lease_seconds IS NULL OR @lease_seconds < 1
    BEGIN
        THROW 51001, N'参数有误：@lease_token、@fixmedins_code、@version、@awaited_ms 不能为空，@lease_seconds 必须大于 0。', 1;
    END;

    EXEC dbo.sp_medical_insurance_prepare_claim
        @version = @version,
        @fixmedins_code = @fixmedins_code,
        @msgid = @msgid OUTPUT;

    BEGIN TRANSACTION;

    EXEC @lock = sys.sp_getapplock
        @Resource = N'medical_insurance next',
        @LockMode = 'Exclusive',
        @LockOwner = 'Transaction',
        @LockTimeout = 10000;

    IF @lock < 0
    BEGIN
        THROW 51015, N'取队列里的请求的其他调用 10 秒内没有结束。未做任何修改。', 1;
    END;

    EXEC dbo.sp_medical_insurance_check_awaited @awaited_ms = @awaited_ms;

    SELECT @request_id = r.request_id
    FROM dbo.medical_insurance_requests AS r
    WHERE r.status = 'PROCESSING'
      AND r.lease_token = @lease_token;

    IF NOT EXISTS (SELECT 1 FROM dbo.medical_insurance_attempts AS a WHERE a.lease_token = @lease_token)
    BEGIN
        WHILE @claimed = 0
        BEGIN
            SET @request_id = NULL;

            SELECT TOP (1) @request_id = r.request_id
            FROM dbo.medical_insurance_requests AS r WITH (UPDLOCK, READPAST, ROWLOCK, READCOMMITTEDLOCK)
            WHERE r.status = 'PENDING'
              AND r.mode = 'queue'
              AND r.due_at <= @now
              AND NOT EXISTS (
                  SELECT 1
                  FROM dbo.medical_insurance_requests AS o WITH (READPAST, READCOMMITTEDLOCK)
                  WHERE o.mdtrt_id = r.mdtrt_id
                    AND o.request_id < r.request_id
                    AND o.status IN ('PENDING', 'PROCESSING')
              )
            ORDER BY
                r.due_at,
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
                msgid = CASE
                    WHEN r.msgid IS NULL OR (r.attempt_count = 0 AND LEFT(r.msgid, 12) <> @fixmedins_code) THEN @msgid
                    ELSE r.msgid
                END,
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
    END;

    COMMIT TRANSACTION;

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
      AND r.lease_token = @lease_token
      AND r.lease_until > SYSDATETIME();

    RETURN 0;
END;
GO
