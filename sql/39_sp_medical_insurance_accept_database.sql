/*
For the DBA (db_owner), granted to nobody: says that requests may be sent in this database, after it was restored, copied, moved,
renamed or has failed over. First settle what was sent since the backup: a request that waits here and had been sent is sent again,
under the same msgid, by which the insurer can recognise it. A copy for tests must be accepted only when its processor is configured
for the insurer's test system. Repeated, it changes nothing.
*/
CREATE OR ALTER PROCEDURE dbo.sp_medical_insurance_accept_database
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;
    SET TRANSACTION ISOLATION LEVEL READ COMMITTED;

    INSERT INTO dbo.medical_insurance_accepted_databases (
        server_name,
        database_name,
        created_at,
        database_guid,
        recovery_fork_guid,
        accepted_at,
        accepted_by
    )
    SELECT
        c.server_name,
        c.database_name,
        c.created_at,
        c.database_guid,
        c.recovery_fork_guid,
        SYSDATETIME(),
        ORIGINAL_LOGIN()
    FROM dbo.v_medical_insurance_current_database AS c
    WHERE c.is_accepted = 0;

    RETURN 0;
END;
GO
