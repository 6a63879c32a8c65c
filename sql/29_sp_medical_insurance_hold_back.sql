/*
Internal: called by call only, granted to nobody. Tells a sync or async call at once that the insurer cannot be reached, instead of
letting its cashier wait for the deadline. One call in probe_seconds is sent all the same: the first from probe_at on. A clock that was
set back holds no call back for longer than that. In the normal case it reads one row and keeps no lock.
@err_msg   what HIS reads of the call that is held back; NULL: the call is sent
*/
CREATE OR ALTER PROCEDURE dbo.sp_medical_insurance_hold_back
    @err_msg nvarchar(450) OUTPUT
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;
    SET TRANSACTION ISOLATION LEVEL READ COMMITTED;

    DECLARE
        @now datetime2(3),
        @unreached_since datetime2(3),
        @probe_at datetime2(3),
        @probe_seconds int,
        @next_probe_at datetime2(3);

    SET @err_msg = NULL;

    SELECT
        @unreached_since = v.unreached_since,
        @probe_at = v.probe_at
    FROM dbo.v_medical_insurance_outage AS v;

    IF @unreached_since IS NULL
    BEGIN
        RETURN 0;
    END;

    SET @now = SYSDATETIME();

    SELECT
        @probe_seconds = l.probe_seconds,
        @next_probe_at = DATEADD(SECOND, l.probe_seconds, @now)
    FROM dbo.v_medical_insurance_time_limits AS l;

    IF @probe_at <= @now OR @probe_at > @next_probe_at
    BEGIN
        -- Of calls that come at the same moment one finds the time that it has read.
        UPDATE o
        SET probe_at = @next_probe_at
        FROM dbo.medical_insurance_outage AS o
        WHERE o.line = 1
          AND o.probe_at = @probe_at;

        IF @@ROWCOUNT = 1 OR NOT EXISTS (SELECT 1 FROM dbo.v_medical_insurance_outage AS v)
        BEGIN
            RETURN 0;
        END;
    END;

    SET @err_msg = N'从 ' + CONVERT(nvarchar(19), @unreached_since, 120)
        + N' 起医保端连接不上或没有应答，本次请求未发送，请 ' + CAST(@probe_seconds AS nvarchar(11)) + N' 秒后重新办理';

    RETURN 0;
END;
GO
