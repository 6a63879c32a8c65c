/*
Stores the end of an attempt: response, attempt and state in one transaction. The key is (@attempt_id, @lease_token), both kept in the
attempt, so a finish may be repeated and may be late; a reply that was received is not lost.
@result    stored    attempt closed, response written, request final
           kept      attempt and response stored, the request's state left: it belongs to a later attempt, is recorded as reversed, or
                     waits to be run again
           waiting   attempt stored, no response, and the row is PENDING again: HIS asked for the queue, and nothing was sent
           already   this attempt was finished before, nothing changed
           unknown   no attempt with this id, request and token, nothing changed
After the lease or a rescue (the attempt UNKNOWN with closed_at NULL) the request is still completed when the attempt is its latest.
err_msg is cut to 500 UTF-16 units, never inside a surrogate pair; a response_data that is not JSON is kept under "raw".
@duration_ms is stored with the response.
@give_up_seconds   how long after the call of HIS a row of the queue of which nothing was ever sent (NOT_SENT, GATEWAY_REFUSED,
                   DEADLINE) goes back to the queue; NULL or 0: it ends at once, as rows of sync and async calls always do
@retry_seconds     waiting: in how many seconds it may be taken again
@reached           1: a byte of a reply came; 0: the insurer could not be reached, or did not answer; NULL: says nothing of the insurer.
                   With @fail_fast_after and @fail_fast_within for sp_medical_insurance_note_reach, which gives @outage

For class B and C a contradiction is kept for a person (conflict_at; a line of v_medical_insurance_unreconciled with the replies) until
it is resolved. Replies that were known at an earlier resolution (judged_at) do not count. A contradiction is
- a success that came to any attempt, while the request ended as anything else
- two successes that do not give the same output
- a reply that contradicts a recorded resolution: a success after did_not_happen or reversed, a refusal after happened
Requests for the same business act that still wait are then BLOCKED.
*/
CREATE OR ALTER PROCEDURE dbo.sp_medical_insurance_finish
    @request_id int,
    @attempt_id int,
    @lease_token uniqueidentifier,
    @outcome varchar(10),
    @status varchar(20),
    @error_code varchar(30),
    @infcode varchar(10),
    @err_msg nvarchar(max),
    @response_data nvarchar(max),
    @http_status int,
    @duration_ms int,
    @sent_at datetime2(3),
    @cause nvarchar(4000),
    @request_body nvarchar(max),
    @give_up_seconds int = NULL,
    @reached bit = NULL,
    @fail_fast_after int = NULL,
    @fail_fast_within int = NULL,
    @result varchar(20) = NULL OUTPUT,
    @retry_seconds int = NULL OUTPUT,
    @outage varchar(10) = NULL OUTPUT
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;
    SET TRANSACTION ISOLATION LEVEL READ COMMITTED;

    DECLARE
        @now datetime2(3) = SYSDATETIME(),
        @attempt_no int,
        @msgid varchar(30),
        @opened_at datetime2(3),
        @tries int,
        @reply varchar(10) = CASE
            WHEN @outcome <> 'REPLIED' THEN NULL
            WHEN @status = 'COMPLETED' AND @error_code IS NULL THEN 'SUCCESS'
            ELSE 'REFUSED'
        END,
        @short_err_msg nvarchar(500) = @err_msg;

    SET @result = NULL;
    SET @retry_seconds = NULL;
    SET @outage = NULL;

    IF @request_id IS NULL OR @attempt_id IS NULL OR @lease_token IS NULL OR @outcome IS NULL OR @status IS NULL
        OR @outcome NOT IN ('NOT_SENT', 'REPLIED', 'UNKNOWN')
        OR @status NOT IN ('COMPLETED', 'ERROR')
    BEGIN
        THROW 51001, N'参数有误：@request_id、@attempt_id、@lease_token 不能为空，@outcome 只能是 NOT_SENT、REPLIED 或 UNKNOWN，@status 只能是 COMPLETED 或 ERROR。', 1;
    END;

    -- A binary collation counts UTF-16 units even where the database's own collation counts characters.
    IF UNICODE(SUBSTRING(@short_err_msg COLLATE Latin1_General_BIN2, 500, 1)) BETWEEN 55296 AND 56319
    BEGIN
        SET @short_err_msg = SUBSTRING(@short_err_msg COLLATE Latin1_General_BIN2, 1, 499);
    END;

    IF @response_data IS NULL OR ISJSON(@response_data) = 0
    BEGIN
        SET @response_data = N'{"error_code":"' + STRING_ESCAPE(ISNULL(@error_code, ''), 'json')
            + N'","err_msg":"' + STRING_ESCAPE(ISNULL(@short_err_msg, N''), 'json')
            + N'","faults":[]'
            + ISNULL(N',"raw":"' + STRING_ESCAPE(@response_data, 'json') + N'"', N'')
            + N'}';
    END;

    SELECT
        @attempt_no = a.attempt_no,
        @msgid = a.msgid,
        @opened_at = a.opened_at
    FROM dbo.medical_insurance_attempts AS a
    WHERE a.attempt_id = @attempt_id
      AND a.request_id = @request_id
      AND a.lease_token = @lease_token;

    IF @attempt_no IS NULL
    BEGIN
        SET @result = 'unknown';

        RETURN 0;
    END;

    BEGIN TRANSACTION;

    -- The row may go back to the queue. next passes over locked rows, and would take a younger one for the same visit meanwhile.
    IF @outcome = 'NOT_SENT' AND @error_code IN ('NOT_SENT', 'GATEWAY_REFUSED', 'DEADLINE')
    BEGIN
        EXEC sys.sp_getapplock
            @Resource = N'medical_insurance next',
            @LockMode = 'Exclusive',
            @LockOwner = 'Transaction',
            @LockTimeout = 10000;
    END;

    -- Changes nothing, and locks the request before its attempt, as rescue, claim and attempt do.
    UPDATE r
    SET update_time = r.update_time
    FROM dbo.medical_insurance_requests AS r
    WHERE r.request_id = @request_id;

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
      AND a.closed_at IS NULL;

    IF @@ROWCOUNT = 0
    BEGIN
        COMMIT TRANSACTION;

        SELECT @retry_seconds = CASE WHEN r.due_at > @now THEN DATEDIFF(SECOND, @now, r.due_at) ELSE 0 END
        FROM dbo.medical_insurance_requests AS r
        WHERE r.request_id = @request_id
          AND r.attempt_count = @attempt_no
          AND r.status = 'PENDING';

        SET @result = CASE WHEN @retry_seconds IS NULL THEN 'already' ELSE 'waiting' END;

        RETURN 0;
    END;

    IF @outcome = 'NOT_SENT' AND @error_code IN ('NOT_SENT', 'GATEWAY_REFUSED', 'DEADLINE')
    BEGIN
        -- Each run has a token of its own.
        SELECT @tries = COUNT(DISTINCT a.lease_token)
        FROM dbo.medical_insurance_attempts AS a
        WHERE a.request_id = @request_id
          AND a.outcome = 'NOT_SENT';

        SELECT @retry_seconds = pause.seconds
        FROM dbo.medical_insurance_requests AS r
        CROSS JOIN dbo.v_medical_insurance_time_limits AS l
        CROSS APPLY (
            SELECT
                CASE
                    WHEN @tries > 10 OR l.first_retry_seconds * POWER(2, @tries - 1) > l.longest_retry_seconds
                        THEN l.longest_retry_seconds
                    ELSE l.first_retry_seconds * POWER(2, @tries - 1)
                END AS seconds
        ) AS pause
        WHERE r.request_id = @request_id
          AND r.attempt_count = @attempt_no
          AND r.status = 'PROCESSING'
          AND r.asked_mode = 'queue'
          AND DATEADD(SECOND, pause.seconds, @now) < DATEADD(SECOND, @give_up_seconds, r.create_time)
          AND (
              r.interface_class = 'A'
              OR NOT EXISTS (
                  SELECT 1
                  FROM dbo.medical_insurance_attempts AS a
                  WHERE a.request_id = @request_id
                    AND a.outcome <> 'NOT_SENT'
              )
          );
    END;

    IF @retry_seconds IS NULL
    BEGIN
        INSERT INTO dbo.medical_insurance_responses (
            request_id,
            response_data,
            infcode,
            err_msg,
            create_time,
            attempt_id,
            msgid,
            http_status,
            duration_ms,
            reply
        )
        VALUES (
            @request_id,
            @response_data,
            @infcode,
            @short_err_msg,
            @now,
            @attempt_id,
            @msgid,
            @http_status,
            @duration_ms,
            @reply
        );
    END;

    -- attempt_count is the number of the latest attempt. Final states stay unless rescue made them without knowing the outcome.
    UPDATE r
    SET
        status = CASE WHEN @retry_seconds IS NULL THEN @status ELSE 'PENDING' END,
        error_code = CASE WHEN @retry_seconds IS NULL THEN @error_code END,
        due_at = ISNULL(DATEADD(SECOND, @retry_seconds, @now), r.due_at),
        -- Only a stricter schema of the hospital says so of a query: the row may be weaker again, after a restore.
        interface_class = CASE WHEN @error_code = 'OUTCOME_UNKNOWN' AND r.interface_class = 'A' THEN 'C' ELSE r.interface_class END,
        lease_token = NULL,
        lease_until = NULL,
        lease_owner = NULL,
        update_time = @now
    FROM dbo.medical_insurance_requests AS r
    WHERE r.request_id = @request_id
      AND r.attempt_count = @attempt_no
      AND (
          r.status = 'PROCESSING'
          OR (
              r.status = 'ERROR'
              AND r.error_code IN ('OUTCOME_UNKNOWN', 'ABANDONED')
              AND (r.resolution IS NULL OR (@outcome = 'REPLIED' AND r.resolution <> 'reversed'))
          )
          OR (r.status = 'PENDING' AND @outcome = 'REPLIED')
      );

    SET @result = CASE
        WHEN @@ROWCOUNT = 0 THEN 'kept'
        WHEN @retry_seconds IS NOT NULL THEN 'waiting'
        ELSE 'stored'
    END;

    UPDATE r
    SET conflict_at = @now
    FROM dbo.medical_insurance_requests AS r
    WHERE r.request_id = @request_id
      AND r.interface_class <> 'A'
      AND r.conflict_at IS NULL
      AND (
          (
              r.resolution IS NULL
              AND (r.status = 'ERROR' OR (r.status = 'COMPLETED' AND r.error_code IS NOT NULL))
              AND EXISTS (
                  SELECT 1
                  FROM dbo.v_medical_insurance_replies AS y
                  WHERE y.request_id = r.request_id
                    AND y.reply = 'SUCCESS'
                    AND y.judged_at IS NULL
              )
          )
          OR (
              @reply = 'SUCCESS'
              AND EXISTS (
                  SELECT 1
                  FROM dbo.v_medical_insurance_replies AS y
                  INNER JOIN dbo.v_medical_insurance_replies AS this
                      ON this.request_id = y.request_id
                     AND this.attempt_id = @attempt_id
                  WHERE y.request_id = r.request_id
                    AND y.attempt_id <> @attempt_id
                    AND y.reply = 'SUCCESS'
                    AND y.judged_at IS NULL
                    AND ISNULL(y.output, N'') COLLATE Latin1_General_BIN2 <> ISNULL(this.output, N'') COLLATE Latin1_General_BIN2
              )
          )
          OR (@reply = 'SUCCESS' AND r.resolution IN ('did_not_happen', 'reversed'))
          OR (@reply = 'REFUSED' AND r.resolution = 'happened')
      );

    IF @@ROWCOUNT = 1
    BEGIN
        EXEC dbo.sp_medical_insurance_block_waiting;
    END;

    IF @reached IS NOT NULL
    BEGIN
        EXEC dbo.sp_medical_insurance_note_reach
            @request_id = @request_id,
            @lease_token = @lease_token,
            @reached = @reached,
            @fail_fast_after = @fail_fast_after,
            @fail_fast_within = @fail_fast_within,
            @opened_at = @opened_at,
            @outage = @outage OUTPUT;
    END;

    COMMIT TRANSACTION;

    RETURN 0;
END;
GO
