/*
Internal, granted to nobody. The requests that are not settled: open, or of unknown outcome and not yet resolved, or with contradicting
replies. While one of them is there, call and claim start no second request for the same business act. It is a view so that this rule is
in one place.
*/
CREATE OR ALTER VIEW dbo.v_medical_insurance_unsettled
AS
SELECT
    r.request_id,
    r.interface_code,
    r.input_hash,
    r.request_key,
    r.status,
    r.mode
FROM dbo.medical_insurance_requests AS r
WHERE r.status IN ('PENDING', 'PROCESSING')
   OR (r.status = 'ERROR' AND r.error_code = 'OUTCOME_UNKNOWN' AND r.resolution IS NULL)
   OR r.conflict_at IS NOT NULL;
GO
