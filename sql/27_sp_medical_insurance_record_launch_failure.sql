/*
Internal: called by call only, granted to nobody. Ends a request that is still PENDING as ERROR / LAUNCH_FAILED and writes its
response row, in one transaction. A request that a processor has claimed in the meantime stays as it is. A pending row has no attempt,
so nothing was sent.
@err_msg   the text to show, with the reason
*/
CREATE OR ALTER PROCEDURE dbo.sp_medical_insurance_record_launch_failure
    @request_id int,
    @err_msg nvarchar(450)
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;
    SET TRANSACTION ISOLATION LEVEL READ COMMITTED;

    BEGIN TRANSACTION;

    UPDATE r
    SET
        status = 'ERROR',
        error_code = 'LAUNCH_FAILED',
        update_time = SYSDATETIME()
    FROM dbo.medical_insurance_requests AS r
    WHERE r.request_id = @request_id
      AND r.status = 'PENDING';

    IF @@ROWCOUNT = 1
    BEGIN
        INSERT INTO dbo.medical_insurance_responses (
            request_id,
            response_data,
            infcode,
            err_msg,
            create_time
        )
        VALUES (
            @request_id,
            N'{"error_code":"LAUNCH_FAILED","err_msg":"' + STRING_ESCAPE(@err_msg, 'json') + N'","faults":[]}',
            NULL,
            @err_msg,
            SYSDATETIME()
        );
    END;

    COMMIT TRANSACTION;

    RETURN 0;
END;
GO
