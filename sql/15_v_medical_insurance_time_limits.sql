/*
Internal, granted to nobody. The time limits that the procedures and the monitor use, one row, so that each number is in one place. It
is a view because no login of a role can change it and it reads no table.
  sync_wait_seconds   how long a sync call waits for a request that no process has claimed yet: for a worker, where there is no
                      xp_cmdshell, or the processor of the call that it is joined to. The same as the processor's default deadline
                      (run.deadline_seconds)
  lease_margin_seconds
                      how much longer a lease is than the deadline of its process: a sync call waits for a claimed request until that
                      deadline
  launch_seconds      how long a sync or async request may be PENDING before rescue makes it LAUNCH_FAILED and the monitor counts it
                      as stuck
  first_retry_seconds, longest_retry_seconds
                      how long a row of the queue of which nothing was sent waits for its next try: twice as long each time
  probe_seconds       while the insurer cannot be reached and calls are held back, one call in this time is sent
*/
CREATE OR ALTER VIEW dbo.v_medical_insurance_time_limits
AS
SELECT
    45 AS sync_wait_seconds,
    30 AS lease_margin_seconds,
    60 AS launch_seconds,
    10 AS first_retry_seconds,
    300 AS longest_retry_seconds,
    10 AS probe_seconds;
GO
