/*
Waits, at most @wait_ms, until the queue has a row that next would give, so that a worker with nothing to do need not call next all the
time. It takes no row and holds no lock while it waits: if its worker is killed meanwhile, nothing has been claimed. next then takes the
row, if no other worker has been faster.
@wait_ms   0 to 4000; 0 only looks
@is_due    1: a row is due; 0: none
*/
CREATE OR ALTER PROCEDURE dbo.sp_medical_insurance_watch
    @wait_ms int,
    @is_due bit = NULL OUTPUT
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;
    SET TRANSACTION ISOLATION LEVEL READ COMMITTED;

    DECLARE @until datetime2(3);

    IF @wait_ms IS NULL OR @wait_ms < 0 OR @wait_ms > 4000
    BEGIN
        THROW 51001, N'参数有误：@wait_ms 须在 0 到 4000 之间。', 1;
    END;

    SET @until = DATEADD(MILLISECOND, @wait_ms, SYSDATETIME());
    SET @is_due = 0;

    WHILE 1 = 1
    BEGIN
        IF EXISTS (
            SELECT 1
            FROM dbo.medical_insurance_requests AS r WITH (READPAST, READCOMMITTEDLOCK)
            WHERE r.status = 'PENDING'
              AND r.mode = 'queue'
              AND r.due_at <= SYSDATETIME()
              AND NOT EXISTS (
                  SELECT 1
                  FROM dbo.medical_insurance_requests AS o WITH (READPAST, READCOMMITTEDLOCK)
                  WHERE o.mdtrt_id = r.mdtrt_id
                    AND o.request_id < r.request_id
                    AND o.status IN ('PENDING', 'PROCESSING')
              )
        )
        BEGIN
            SET @is_due = 1;
        END;

        IF @is_due = 1 OR SYSDATETIME() >= @until
        BEGIN
            RETURN 0;
        END;

        WAITFOR DELAY '00:00:00.050';
    END;
END;
GO
