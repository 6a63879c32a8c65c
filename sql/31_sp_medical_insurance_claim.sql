/*
Gives one request to one processor and opens its attempt, so that SENDING is in the table before the first byte is sent. One UPDATE
tests and sets; a session that loses gets no row, and @refusal says why. Called again with the token that holds the row it gives the
row again as long as the lease lasts, because the first answer may have been lost. A token that once held a row and no longer does
never claims again: the call was delayed, and its process has gone.
@refusal   MISSING | TAKEN (in PROCESSING under another token) | DONE (final, and not a replay) | CONFIRM (a replay of class B or C
           needs @confirmed = 1 when any attempt may have been acted on) | HAPPENED (it is recorded that it was done: no confirmation
           sends it again) | LATER (a replay of class B or C, never sent, and HIS has stored a later request for the same business
           act, under which it may be done: needs @confirmed = 1) | BLOCKED (a replay, and another request for the same business act is not settled: no confirmation of this
           one sends a second) | CONFLICT (a replay, and its replies contradict each other: a person records the outcome first)
@awaited_ms   how long after the login of this session the caller waits for the answer; later than that nothing is claimed (51015)
The request keeps the msgid that call made, but takes a new one after a reply, or, never sent, for a processor of another institution.
@version   the version of these objects that the processor knows; another one raises 51010 and changes nothing. A database that was
           restored, copied, moved or renamed raises 51011 and changes nothing
The request's row is locked before its attempts are read, as in all procedures (requests, attempts, responses), so what is read from
the latest attempt cannot change before the UPDATE. A replay locks the business act before its row, as call does, so that no second
request for it is started at the same time.
*/
CREATE OR ALTER PROCEDURE dbo.sp_medical_insurance_claim
    @request_id int,
    @lease_token uniqueidentifier,
    @lease_owner nvarchar(128),
    @lease_seconds int,
    @fixmedins_code varchar(12),
    @version int,
    @requested_by nvarchar(128),
    @awaited_ms int,
    @replay bit = 0,
    @confirmed bit = 0,
    @refusal varchar(20) = NULL OUTPUT
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;
    SET TRANSACTION ISOLATION LEVEL READ COMMITTED;

    DECLARE
        @now datetime2(3) = SYSDATETIME(),
        @msgid varchar(30),
        @latest_outcome varchar(10),
        @may_be_done bit = 0,
        @was_never_sent bit = 0,
        @has_later bit = 0,
        @was_used bit = 0,
        @status varchar(20),
        @error_code varchar(30),
        @resolution varchar(20),
        @resolved nvarchar(2000),
        @interface_code varchar(10),
        @request_key binary(32),
        @conflict_at datetime2(3),
        @lock int = 0,
        @blocked bit = 0;

    SET @refusal = NULL;

    IF @request_id IS NULL OR @lease_token IS NULL OR @fixmedins_code IS NULL OR @version IS NULL
        OR @awaited_ms IS NULL OR @lease_seconds IS NULL OR @lease_seconds < 1
    BEGIN
        THROW 51001, N'参数有误：@request_id、@lease_token、@fixmedins_code、@version、@awaited_ms 不能为空，@lease_seconds 必须大于 0。', 1;
    END;

    EXEC dbo.sp_medical_insurance_prepare_claim
        @version = @version,
        @fixmedins_code = @fixmedins_code,
        @msgid = @msgid OUTPUT;

    BEGIN TRANSACTION;

    IF @replay = 1
    BEGIN
        SELECT
            @interface_code = r.interface_code,
            @request_key = r.request_key
        FROM dbo.medical_insurance_requests AS r
        WHERE r.request_id = @request_id;

        IF @request_key IS NOT NULL
        BEGIN
            EXEC dbo.sp_medical_insurance_lock_act
                @interface_code = @interface_code,
                @request_key = @request_key,
                @lock = @lock OUTPUT;
        END;

        IF @lock < 0 OR EXISTS (
            SELECT 1
            FROM dbo.v_medical_insurance_unsettled AS u
            WHERE u.request_key = @request_key
              AND u.interface_code = @interface_code
              AND u.request_id <> @request_id
        )
        BEGIN
            SET @blocked = 1;
        END;

        IF EXISTS (
            SELECT 1
            FROM dbo.medical_insurance_requests AS l
            WHERE l.request_key = @request_key
              AND l.interface_code = @interface_code
              AND l.request_id > @request_id
        )
        BEGIN
            SET @has_later = 1;
        END;
    END;

    SELECT
        @status = r.status,
        @error_code = r.error_code,
        @resolution = r.resolution,
        @conflict_at = r.conflict_at,
        @resolved = CONCAT(
            N' [resolved ', r.resolution, N' by ', r.resolved_by, N' at ', CONVERT(nvarchar(23), r.resolved_at, 121),
            N': ', r.resolution_reference, N' ', r.resolution_note, N']'
        )
    FROM dbo.medical_insurance_requests AS r WITH (UPDLOCK)
    WHERE r.request_id = @request_id;

    EXEC dbo.sp_medical_insurance_check_awaited @awaited_ms = @awaited_ms;

    IF EXISTS (SELECT 1 FROM dbo.medical_insurance_attempts AS a WHERE a.lease_token = @lease_token)
    BEGIN
        SET @was_used = 1;
    END;

    SELECT TOP (1) @latest_outcome = a.outcome
    FROM dbo.medical_insurance_attempts AS a
    WHERE a.request_id = @request_id
    ORDER BY a.attempt_no DESC;

    IF EXISTS (
        SELECT 1
        FROM dbo.medical_insurance_attempts AS a
        WHERE a.request_id = @request_id
          AND a.outcome <> 'NOT_SENT'
    )
    BEGIN
        SET @may_be_done = 1;
    END;

    IF (@latest_outcome = 'NOT_SENT' AND @may_be_done = 0)
        OR (@latest_outcome IS NULL AND @error_code IN ('LAUNCH_FAILED', 'BLOCKED', 'NOT_SENT'))
    BEGIN
        SET @was_never_sent = 1;
    END;

    UPDATE r
    SET
        status = 'PROCESSING',
        lease_token = @lease_token,
        lease_until = DATEADD(SECOND, @lease_seconds, @now),
        lease_owner = @lease_owner,
        msgid = CASE
            WHEN r.msgid IS NULL OR @latest_outcome = 'REPLIED' THEN @msgid
            WHEN @latest_outcome IS NULL AND LEFT(r.msgid, 12) <> @fixmedins_code THEN @msgid
            ELSE r.msgid
        END,
        attempt_count = r.attempt_count + 1,
        error_code = NULL,
        resolution = NULL,
        resolved_at = NULL,
        resolved_by = NULL,
        resolution_reference = NULL,
        resolution_note = NULL,
        update_time = @now
    FROM dbo.medical_insurance_requests AS r
    WHERE r.request_id = @request_id
      AND @was_used = 0
      AND (
          r.status = 'PENDING'
          OR (
              r.status IN ('COMPLETED', 'ERROR')
              AND @replay = 1
              AND @blocked = 0
              AND r.conflict_at IS NULL
              AND ISNULL(r.resolution, '') <> 'happened'
              AND (
                  @confirmed = 1
                  OR r.interface_class = 'A'
                  OR (@was_never_sent = 1 AND @has_later = 0)
              )
          )
      );

    IF @@ROWCOUNT = 1
    BEGIN
        -- A recorded resolution belongs to the previous attempt; the request's columns must be free for the outcome of this one.
        UPDATE a
        SET cause = LEFT(CONCAT(a.cause, @resolved), 4000)
        FROM dbo.medical_insurance_attempts AS a
        INNER JOIN dbo.medical_insurance_requests AS r
            ON r.request_id = a.request_id
           AND r.attempt_count = a.attempt_no + 1
        WHERE r.request_id = @request_id
          AND @resolution IS NOT NULL;

        EXEC dbo.sp_medical_insurance_open_attempt
            @request_id = @request_id,
            @requested_by = @requested_by,
            @opened_at = @now;
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

    IF @@ROWCOUNT = 0
    BEGIN
        SET @status = NULL;

        SELECT @status = r.status
        FROM dbo.medical_insurance_requests AS r
        WHERE r.request_id = @request_id;

        SET @refusal = CASE
            WHEN @status IS NULL THEN 'MISSING'
            WHEN @status IN ('PENDING', 'PROCESSING') THEN 'TAKEN'
            WHEN @was_used = 1 THEN 'DONE'
            WHEN @replay = 1 AND @resolution = 'happened' THEN 'HAPPENED'
            WHEN @replay = 1 AND @conflict_at IS NOT NULL THEN 'CONFLICT'
            WHEN @blocked = 1 THEN 'BLOCKED'
            WHEN @replay = 1 AND @was_never_sent = 1 THEN 'LATER'
            WHEN @replay = 1 THEN 'CONFIRM'
            ELSE 'DONE'
        END;
    END;

    RETURN 0;
END;
GO
