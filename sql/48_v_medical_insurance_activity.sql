/*
For the operator: the requests that are open now, each with the process that has it. Nothing of inputs and replies is in it.
  open_seconds         since HIS stored the request
  lease_owner          the machine and process that has it; NULL while nobody has
  lease_seconds_left   negative: its process has gone, and rescue ends the request at the next call
  due_at               a row of the queue is taken no earlier
*/
CREATE OR ALTER VIEW dbo.v_medical_insurance_activity
AS
SELECT
    r.request_id,
    r.interface_code,
    i.name AS interface_name,
    r.interface_class,
    r.status,
    ISNULL(r.asked_mode, r.mode) AS mode,
    r.create_time AS request_time,
    DATEDIFF(SECOND, r.create_time, GETDATE()) AS open_seconds,
    r.attempt_count,
    r.lease_owner,
    r.lease_until,
    DATEDIFF(SECOND, GETDATE(), r.lease_until) AS lease_seconds_left,
    r.due_at
FROM dbo.medical_insurance_requests AS r
LEFT JOIN dbo.medical_insurance_interfaces AS i
    ON i.interface_code = r.interface_code
WHERE r.status IN ('PENDING', 'PROCESSING');
GO
