/*
For the operator: what went wrong in the last 24 hours, one row for each interface and error_code. Requests that are open again, after
a try of which nothing was sent, are not in it.
  last_time         when the newest of them was stored
  last_request_id   its number, for `processor show`
*/
CREATE OR ALTER VIEW dbo.v_medical_insurance_errors
AS
SELECT
    r.interface_code,
    r.error_code,
    SUM(CASE WHEN r.create_time >= DATEADD(MINUTE, -5, GETDATE()) THEN 1 ELSE 0 END) AS last_5_minutes_count,
    COUNT(*) AS last_24_hours_count,
    MAX(r.create_time) AS last_time,
    MAX(r.request_id) AS last_request_id
FROM dbo.medical_insurance_requests AS r
WHERE r.create_time >= DATEADD(DAY, -1, GETDATE())
  AND r.status IN ('COMPLETED', 'ERROR')
  AND r.error_code IS NOT NULL
GROUP BY
    r.interface_code,
    r.error_code;
GO
