/*
For the DBA (db_owner), granted to nobody: says that requests may be sent in this database, after it was restored, copied, moved,
renamed or has failed over. Nobody can tell whether a request of class B or C that waits here was sent from the database of before:
  sync, async     becomes OUTCOME_UNKNOWN, because nobody waits for it any more
  queue           is sent, under the msgid that it already had, by which the insurer can recognise a repeat; with @set_aside = 1 it
                  becomes OUTCOME_UNKNOWN too, so that a person looks before anything is sent
A copy for tests must be accepted only when its processor is configured for the insurer's test system. Repeated, it changes nothing.
*/
CREATE OR ALTER PROCEDURE dbo.sp_medical_insurance_accept_database
    @set_aside bit = 0
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;
    SET TRANSACTION ISOLATION LEVEL READ COMMITTED;

    DECLARE
        @now datetime2(3) = SYSDATETIME(),
        @err_msg nvarchar(450) = N'数据库被还原、复制、移动或改名，此前可能已发送，结果未知，请勿重复办理，请按 next_action 核实',
        @is_first bit = 1;

    DECLARE @changed table (
        request_id int NOT NULL PRIMARY KEY,
        msgid varchar(30) NULL
    );

    BEGIN TRANSACTION;

    IF EXISTS (SELECT 1 FROM dbo.medical_insurance_accepted_databases AS a)
    BEGIN
        SET @is_first = 0;
    END;

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
        @now,
        ORIGINAL_LOGIN()
    FROM dbo.v_medical_insurance_current_database AS c
    WHERE c.is_accepted = 0;

    IF @@ROWCOUNT = 1 AND @is_first = 0
    BEGIN
        UPDATE r
        SET
            status = 'ERROR',
            error_code = 'OUTCOME_UNKNOWN',
            update_time = @now
        OUTPUT
            inserted.request_id,
            inserted.msgid
        INTO @changed (request_id, msgid)
        FROM dbo.medical_insurance_requests AS r
        WHERE r.status = 'PENDING'
          AND r.interface_class IN ('B', 'C')
          AND (r.mode IN ('sync', 'async') OR @set_aside = 1);

        INSERT INTO dbo.medical_insurance_responses (
            request_id,
            response_data,
            infcode,
            err_msg,
            create_time,
            msgid
        )
        SELECT
            c.request_id,
            N'{"error_code":"OUTCOME_UNKNOWN","err_msg":"' + STRING_ESCAPE(@err_msg, 'json') + N'","faults":[]}',
            NULL,
            @err_msg,
            @now,
            c.msgid
        FROM @changed AS c;
    END;

    COMMIT TRANSACTION;

    RETURN 0;
END;
GO
