/*
Internal, granted to nobody. The requests whose outcome a person has to record, one row for each. They are of class B or C, because a
query is never OUTCOME_UNKNOWN and its replies never contradict each other. Each search is answered by an index alone, whatever the
server knows of the table: who needs only the numbers reads no request, and composes nothing of what the unreconciled view shows.
  reason   OUTCOME_UNKNOWN | CONFLICT (sp_medical_insurance_finish has the rule), and CONFLICT where both are true
*/
CREATE OR ALTER VIEW dbo.v_medical_insurance_unrecorded
AS
SELECT
    k.request_id,
    MIN(k.reason) AS reason
FROM (
    -- One condition with OR reads every request that ended as an error.
    SELECT
        u.request_id,
        'OUTCOME_UNKNOWN' AS reason
    FROM dbo.medical_insurance_requests AS u
    WHERE u.error_code = 'OUTCOME_UNKNOWN'
      AND u.resolution IS NULL
    UNION ALL
    SELECT
        c.request_id,
        'CONFLICT'
    FROM dbo.medical_insurance_requests AS c
    WHERE c.conflict_at IS NOT NULL
) AS k
GROUP BY k.request_id;
GO
