/*
The last 24 hours of each interface, counted by request and not by response; the original design's columns come first. Open requests
count in pending_count, oldest_pending_seconds and stuck_count whatever their age, because a queue that no worker drains must not
disappear from the view after a day. Times are seconds from the request to the latest response.
  unknown_count   the outcome is unknown and nobody has resolved it yet, whatever the age
  stuck_count     in PROCESSING past its lease, or sync or async and PENDING past launch_seconds: rescue settles it at the next call
  last_5_minutes_requests, last_5_minutes_success_count   what 24 hours hide: an insurer who has just gone away
  last_success_time   the newest request of the 24 hours that succeeded: when it was stored
  p95             nearest rank: the smallest time that 95 % of the answered requests do not exceed
*/
CREATE OR ALTER VIEW dbo.v_medical_insurance_monitor
AS
WITH request AS (
    SELECT
        r.request_id,
        r.interface_code,
        r.status,
        r.mode,
        r.error_code,
        r.resolution,
        r.lease_until,
        r.create_time,
        CASE WHEN r.create_time >= DATEADD(DAY, -1, GETDATE()) THEN 1 ELSE 0 END AS in_window,
        CASE WHEN r.create_time >= DATEADD(MINUTE, -5, GETDATE()) THEN 1 ELSE 0 END AS in_last_minutes,
        DATEADD(SECOND, -l.launch_seconds, GETDATE()) AS started_before
    FROM dbo.medical_insurance_requests AS r
    CROSS JOIN dbo.v_medical_insurance_time_limits AS l
    WHERE r.create_time >= DATEADD(DAY, -1, GETDATE())
       OR r.status IN ('PENDING', 'PROCESSING')
       OR (r.error_code = 'OUTCOME_UNKNOWN' AND r.resolution IS NULL)
),
answered AS (
    SELECT
        q.request_id,
        q.interface_code,
        CAST(DATEDIFF_BIG(MILLISECOND, q.create_time, latest.create_time) AS decimal(18, 3)) / 1000 AS seconds
    FROM request AS q
    CROSS APPLY (
        SELECT TOP (1)
            p.create_time
        FROM dbo.medical_insurance_responses AS p
        WHERE p.request_id = q.request_id
        ORDER BY
            p.attempt_id DESC,
            p.response_id DESC
    ) AS latest
    WHERE q.in_window = 1
      AND q.status IN ('COMPLETED', 'ERROR')
),
ranked AS (
    SELECT
        a.interface_code,
        a.seconds,
        ROW_NUMBER() OVER (PARTITION BY a.interface_code ORDER BY a.seconds, a.request_id) AS place,
        COUNT(*) OVER (PARTITION BY a.interface_code) AS answers
    FROM answered AS a
),
timing AS (
    SELECT
        k.interface_code,
        AVG(k.seconds) AS average_seconds,
        MIN(CASE WHEN k.place * 100 >= k.answers * 95 THEN k.seconds END) AS p95_seconds
    FROM ranked AS k
    GROUP BY k.interface_code
),
counted AS (
    SELECT
        q.interface_code,
        SUM(q.in_window) AS total_requests,
        SUM(CASE WHEN q.in_window = 1 AND q.status = 'COMPLETED' AND q.error_code IS NULL THEN 1 ELSE 0 END)
            AS success_count,
        SUM(CASE WHEN q.in_window = 1 AND q.status = 'COMPLETED' AND q.error_code IS NOT NULL THEN 1 ELSE 0 END)
            AS business_error_count,
        SUM(CASE WHEN q.in_window = 1 AND q.status = 'ERROR' THEN 1 ELSE 0 END) AS system_error_count,
        SUM(
            CASE
                WHEN q.error_code = 'OUTCOME_UNKNOWN' AND q.resolution IS NULL THEN 1
                ELSE 0
            END
        ) AS unknown_count,
        SUM(CASE WHEN q.status = 'PENDING' THEN 1 ELSE 0 END) AS pending_count,
        DATEDIFF(SECOND, MIN(CASE WHEN q.status = 'PENDING' THEN q.create_time END), GETDATE()) AS oldest_pending_seconds,
        SUM(
            CASE
                WHEN q.status = 'PROCESSING' AND q.lease_until < GETDATE() THEN 1
                WHEN q.status = 'PENDING' AND q.mode <> 'queue' AND q.create_time < q.started_before THEN 1
                ELSE 0
            END
        ) AS stuck_count,
        SUM(q.in_last_minutes) AS last_5_minutes_requests,
        SUM(CASE WHEN q.in_last_minutes = 1 AND q.status = 'COMPLETED' AND q.error_code IS NULL THEN 1 ELSE 0 END)
            AS last_5_minutes_success_count,
        MAX(CASE WHEN q.in_window = 1 AND q.status = 'COMPLETED' AND q.error_code IS NULL THEN q.create_time END)
            AS last_success_time
    FROM request AS q
    GROUP BY q.interface_code
)
SELECT
    c.interface_code,
    c.total_requests,
    c.success_count,
    c.business_error_count,
    c.system_error_count,
    CAST(t.average_seconds AS decimal(9, 3)) AS avg_response_time_seconds,
    c.unknown_count,
    c.pending_count,
    c.oldest_pending_seconds,
    c.stuck_count,
    CAST(t.p95_seconds AS decimal(9, 3)) AS p95_response_time_seconds,
    c.last_5_minutes_requests,
    c.last_5_minutes_success_count,
    c.last_success_time
FROM counted AS c
LEFT JOIN timing AS t
    ON t.interface_code = c.interface_code;
GO
