/*
For `processor doctor`: one row that says how this database is, without a request's text and without a change. A login sees less or more of
the catalogue: what it may not see is NULL.
  stuck_count, pending_count, oldest_pending_seconds   as in v_medical_insurance_monitor, over all interfaces
  unreconciled_count                                   rows of v_medical_insurance_unreconciled
  refused_seconds_ago, replied_seconds_ago             since the latest that the gateway refused, and that had a reply, of the last 100 attempts
  code_page                                            of the database's collation: 936 is GBK
  is_durability_forced                                 1: a crash can lose what was committed (DELAYED_DURABILITY = FORCED)
  held_since, unreached_since, unreached_count         as in v_medical_insurance_outage; NULL: no call is held back
  processor_path                                       the executable that sp_medical_insurance_call starts; '': none, without xp_cmdshell
*/
CREATE OR ALTER PROCEDURE dbo.sp_medical_insurance_inspect
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;
    SET TRANSACTION ISOLATION LEVEL READ COMMITTED;

    DECLARE
        @definition nvarchar(max) = OBJECT_DEFINITION(OBJECT_ID(N'dbo.sp_medical_insurance_call', N'P')),
        @mark nvarchar(40) = N'@processor nvarchar(260) = N''',
        @place int;

    SET @place = NULLIF(CHARINDEX(@mark, @definition), 0) + LEN(@mark);

    SELECT
        (SELECT MAX(v.version) FROM dbo.medical_insurance_version AS v) AS version,
        SYSUTCDATETIME() AS utc_time,
        (SELECT c.is_accepted FROM dbo.v_medical_insurance_current_database AS c) AS is_accepted,
        opened.stuck_count,
        opened.pending_count,
        DATEDIFF(SECOND, opened.oldest_pending, GETDATE()) AS oldest_pending_seconds,
        (SELECT COUNT(*) FROM dbo.v_medical_insurance_unrecorded AS u) AS unreconciled_count,
        DATEDIFF(SECOND, latest.refused_at, SYSDATETIME()) AS refused_seconds_ago,
        DATEDIFF(SECOND, latest.replied_at, SYSDATETIME()) AS replied_seconds_ago,
        CAST(COLLATIONPROPERTY(CAST(DATABASEPROPERTYEX(DB_NAME(), 'Collation') AS nvarchar(128)), 'CodePage') AS int) AS code_page,
        SUBSTRING(@definition, @place, CHARINDEX(N'''', @definition, @place) - @place) AS processor_path,
        (
            SELECT CASE WHEN c.delayed_durability = 2 THEN 1 ELSE 0 END
            FROM dbo.v_medical_insurance_current_database AS c
        ) AS is_durability_forced,
        held.held_since,
        held.unreached_since,
        held.unreached_count
    FROM (
        SELECT
            ISNULL(
                SUM(
                    CASE
                        WHEN r.status = 'PROCESSING' AND r.lease_until < SYSDATETIME() THEN 1
                        WHEN r.status = 'PENDING' AND r.mode <> 'queue'
                            AND r.create_time < DATEADD(SECOND, -l.launch_seconds, GETDATE()) THEN 1
                        ELSE 0
                    END
                ),
                0
            ) AS stuck_count,
            ISNULL(SUM(CASE WHEN r.status = 'PENDING' THEN 1 ELSE 0 END), 0) AS pending_count,
            MIN(CASE WHEN r.status = 'PENDING' THEN r.create_time END) AS oldest_pending
        FROM dbo.medical_insurance_requests AS r
        CROSS JOIN dbo.v_medical_insurance_time_limits AS l
        WHERE r.status IN ('PENDING', 'PROCESSING')
    ) AS opened
    CROSS JOIN (
        SELECT
            MAX(CASE WHEN t.outcome = 'NOT_SENT' AND t.http_status IS NOT NULL THEN t.closed_at END) AS refused_at,
            MAX(CASE WHEN t.outcome = 'REPLIED' THEN t.closed_at END) AS replied_at
        FROM (
            SELECT TOP (100)
                a.outcome,
                a.http_status,
                a.closed_at
            FROM dbo.medical_insurance_attempts AS a
            ORDER BY a.attempt_id DESC
        ) AS t
    ) AS latest
    LEFT JOIN dbo.v_medical_insurance_outage AS held
        ON 1 = 1;

    RETURN 0;
END;
GO
