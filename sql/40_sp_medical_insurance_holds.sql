/*
Tells a processor that may have been away, before the first byte of a request leaves, whether it still holds the request: a machine that
was suspended may not see it on its own clocks. Where the processor has a schema of the hospital that is stricter than the row, the row
takes its class, because what decides about sending again is the class in the row. If an earlier attempt may have been acted on, nothing
is sent then: the row was claimed as one that needs no confirmation. The lease ends with that, so that a repeated call, whose first
answer was lost, is answered the same.
@interface_class   the schema's class; NULL, or one that is not stricter, changes nothing
@holds             1: in PROCESSING under this token, and the lease has not ended; 0: not, and nothing may be sent
*/
CREATE OR ALTER PROCEDURE dbo.sp_medical_insurance_holds
    @request_id int,
    @lease_token uniqueidentifier,
    @interface_class char(1) = NULL,
    @holds bit = NULL OUTPUT
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;
    SET TRANSACTION ISOLATION LEVEL READ COMMITTED;

    IF @request_id IS NULL OR @lease_token IS NULL
    BEGIN
        THROW 51001, N'参数有误：@request_id、@lease_token 不能为空。', 1;
    END;

    SET @holds = 0;

    IF EXISTS (
        SELECT 1
        FROM dbo.medical_insurance_requests AS r
        WHERE r.request_id = @request_id
          AND r.status = 'PROCESSING'
          AND r.lease_token = @lease_token
          AND r.lease_until > SYSDATETIME()
    )
    BEGIN
        SET @holds = 1;
    END;

    IF @holds = 1 AND @interface_class IN ('B', 'C')
    BEGIN
        UPDATE r
        SET
            interface_class = @interface_class,
            lease_until = CASE
                WHEN EXISTS (
                    SELECT 1
                    FROM dbo.medical_insurance_attempts AS a
                    WHERE a.request_id = r.request_id
                      AND a.attempt_no < r.attempt_count
                      AND a.outcome <> 'NOT_SENT'
                ) THEN DATEADD(SECOND, -1, SYSDATETIME())
                ELSE r.lease_until
            END
        FROM dbo.medical_insurance_requests AS r
        WHERE r.request_id = @request_id
          AND r.status = 'PROCESSING'
          AND r.lease_token = @lease_token
          AND r.interface_class < @interface_class;

        IF NOT EXISTS (
            SELECT 1
            FROM dbo.medical_insurance_requests AS r
            WHERE r.request_id = @request_id
              AND r.status = 'PROCESSING'
              AND r.lease_token = @lease_token
              AND r.lease_until > SYSDATETIME()
        )
        BEGIN
            SET @holds = 0;
        END;
    END;

    RETURN 0;
END;
GO
