/*
Internal: called by finish only, in its transaction, granted to nobody. Keeps what a run tells of whether the insurer can be reached
(medical_insurance_outage). Any byte of a reply, to any request, ends the row of runs that reached nobody. Only the runs of sync and async
calls continue it, because only such calls are held back, and not a replay or a worker on a machine that has no way to the insurer.
In the normal case, a reply and no such row, it reads one row and takes no lock that lasts.
@reached             1: a byte of a reply came; 0: none, so the connection failed or the request was sent and nobody answered
@fail_fast_after     so many runs in a row that reached nobody hold calls back; 0 or NULL: none does, and what is held back is released
@fail_fast_within    how many seconds may be between two of them
@opened_at           when the run's attempt began
@outage              begins: from now on calls are held back; ends: they no longer are; NULL: nothing of the kind
*/
CREATE OR ALTER PROCEDURE dbo.sp_medical_insurance_note_reach
    @request_id int,
    @lease_token uniqueidentifier,
    @reached bit,
    @fail_fast_after int,
    @fail_fast_within int,
    @opened_at datetime2(3),
    @outage varchar(10) OUTPUT
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;
    SET TRANSACTION ISOLATION LEVEL READ COMMITTED;

    DECLARE
        @now datetime2(3) = SYSDATETIME(),
        @unreached_count int,
        @unreached_since datetime2(3),
        @latest_at datetime2(3),
        @held_since datetime2(3),
        @probe_at datetime2(3),
        @answered_at datetime2(3);

    SET @outage = NULL;

    IF @reached = 1 OR ISNULL(@fail_fast_after, 0) < 1
    BEGIN
        IF EXISTS (SELECT 1 FROM dbo.medical_insurance_outage AS o WHERE o.unreached_count > 0)
        BEGIN
            SELECT @held_since = o.held_since
            FROM dbo.medical_insurance_outage AS o WITH (UPDLOCK)
            WHERE o.line = 1;

            UPDATE o
            SET
                unreached_count = 0,
                unreached_since = NULL,
                held_since = NULL,
                probe_at = NULL,
                answered_at = @now
            FROM dbo.medical_insurance_outage AS o
            WHERE o.line = 1;

            IF @held_since IS NOT NULL
            BEGIN
                SET @outage = 'ends';
            END;
        END;

        RETURN 0;
    END;

    IF NOT EXISTS (
        SELECT 1
        FROM dbo.medical_insurance_requests AS r
        WHERE r.request_id = @request_id
          AND r.asked_mode IN ('sync', 'async')
    )
    OR EXISTS (
        SELECT 1
        FROM dbo.medical_insurance_attempts AS a
        WHERE a.request_id = @request_id
          AND a.lease_token <> @lease_token
    )
    BEGIN
        RETURN 0;
    END;

    SELECT
        @unreached_count = o.unreached_count,
        @unreached_since = o.unreached_since,
        @latest_at = o.latest_at,
        @held_since = o.held_since,
        @probe_at = o.probe_at,
        @answered_at = o.answered_at
    FROM dbo.medical_insurance_outage AS o WITH (UPDLOCK)
    WHERE o.line = 1;

    IF @opened_at < @answered_at
    BEGIN
        RETURN 0;
    END;

    IF @unreached_count = 0
        OR (
            @opened_at > DATEADD(SECOND, @fail_fast_within, @latest_at)
            AND (@probe_at IS NULL OR @opened_at > DATEADD(SECOND, @fail_fast_within, @probe_at))
        )
    BEGIN
        SET @unreached_count = 0;
        SET @unreached_since = @opened_at;
        SET @held_since = NULL;
        SET @probe_at = NULL;
    END;

    SET @unreached_count = @unreached_count + 1;

    IF @held_since IS NULL AND @unreached_count >= @fail_fast_after
    BEGIN
        SET @held_since = @now;
        SET @outage = 'begins';

        SELECT @probe_at = DATEADD(SECOND, l.probe_seconds, @now)
        FROM dbo.v_medical_insurance_time_limits AS l;
    END;

    UPDATE o
    SET
        unreached_count = @unreached_count,
        unreached_since = @unreached_since,
        latest_at = @now,
        held_since = @held_since,
        probe_at = @probe_at,
        within_seconds = @fail_fast_within
    FROM dbo.medical_insurance_outage AS o
    WHERE o.line = 1;

    RETURN 0;
END;
GO
