/*
Internal: called by claim, next and attempt only, granted to nobody. Writes the SENDING row of a request's latest attempt. The caller
has updated the request in the same transaction and so holds its row: number (attempt_count), msgid, token and owner are read from
there.
*/
CREATE OR ALTER PROCEDURE dbo.sp_medical_insurance_open_attempt
    @request_id int,
    @requested_by nvarchar(128),
    @opened_at datetime2(3)
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;
    SET TRANSACTION ISOLATION LEVEL READ COMMITTED;

    INSERT INTO dbo.medical_insurance_attempts (
        request_id,
        attempt_no,
        msgid,
        outcome,
        lease_token,
        lease_owner,
        requested_by,
        opened_at
    )
    SELECT
        r.request_id,
        r.attempt_count,
        r.msgid,
        'SENDING',
        r.lease_token,
        r.lease_owner,
        @requested_by,
        @opened_at
    FROM dbo.medical_insurance_requests AS r
    WHERE r.request_id = @request_id;

    RETURN 0;
END;
GO
