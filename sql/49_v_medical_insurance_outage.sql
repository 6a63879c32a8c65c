/*
For the operator: one row while sync and async calls are held back because the insurer cannot be reached, none otherwise. The row goes
with the first reply, and also when nothing new is known for within_seconds: no run has ended without a reply, and no call was sent as a
probe.
  held_since        since when calls end at once, without being sent
  unreached_since   when the first run began that reached nobody; unreached_count: how many there were in a row
  probe_at          the first call from then on is sent
*/
CREATE OR ALTER VIEW dbo.v_medical_insurance_outage
AS
SELECT
    o.held_since,
    o.unreached_since,
    o.unreached_count,
    o.latest_at,
    o.probe_at
FROM dbo.medical_insurance_outage AS o
WHERE o.held_since IS NOT NULL
  AND (
      o.latest_at > DATEADD(SECOND, -o.within_seconds, SYSDATETIME())
      OR o.probe_at > DATEADD(SECOND, -o.within_seconds, SYSDATETIME())
  );
GO
