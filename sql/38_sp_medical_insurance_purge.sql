/*
Deletes old requests with their attempts and responses, in batches of one short transaction each. It never deletes an open request, or
an unknown outcome or contradicting replies that are not yet resolved, whatever their age. The msgid is deleted with the request, and without it 2601 is not
possible: keep at least what the bureau still reconciles.
  @older_than_days   not created and not changed since then; at least 1
  @status            COMPLETED | ERROR; NULL means both
  @batch_size        requests in one transaction, 1 to 5000
  @purged            how many requests were deleted
*/
CREATE OR ALTER PROCEDURE dbo.sp_medical_insurance_purge
    @older_than_days int,
    @status varchar(20) = NULL,
    @batch_size int = 500,
    @purged int = NULL OUTPUT
AS
BEGIN
    SET NOCOUNT ON;

    DECLARE
        @before datetime,
        @count int = 1;

    DECLARE @batch table (
        request_id int NOT NULL PRIMARY KEY
    );

    SET @purged = 0;

    IF @older_than_days IS NULL OR @older_than_days < 1
        OR @batch_size IS NULL OR @batch_size < 1 OR @batch_size > 5000
        OR @status NOT IN ('COMPLETED', 'ERROR')
    BEGIN
        THROW 51001, N'参数有误：@older_than_days 不小于 1，@batch_size 在 1 到 5000 之间，@status 只能是 COMPLETED、ERROR 或 NULL。', 1;
    END;

    IF @@TRANCOUNT > 0
    BEGIN
        THROW 51002, N'不能在未提交的事务里清理：每一批要单独提交。请先 COMMIT 再调用。', 1;
    END;

    SET IMPLICIT_TRANSACTIONS OFF;
    SET XACT_ABORT ON;
    SET TRANSACTION ISOLATION LEVEL READ COMMITTED;

    SET @before = DATEADD(DAY, -@older_than_days, GETDATE());

    WHILE @count > 0
    BEGIN
        DELETE FROM @batch;

        BEGIN TRANSACTION;

        INSERT INTO @batch (request_id)
        SELECT TOP (@batch_size) r.request_id
        FROM dbo.medical_insurance_requests AS r WITH (UPDLOCK, READPAST, READCOMMITTEDLOCK)
        WHERE r.status IN ('COMPLETED', 'ERROR')
          AND (@status IS NULL OR r.status = @status)
          AND r.create_time < @before
          AND (r.update_time IS NULL OR r.update_time < @before)
          AND (r.error_code IS NULL OR r.error_code <> 'OUTCOME_UNKNOWN' OR r.resolution IS NOT NULL)
          AND r.conflict_at IS NULL
        ORDER BY r.create_time;

        DELETE p
        FROM dbo.medical_insurance_responses AS p
        INNER JOIN @batch AS b
            ON b.request_id = p.request_id;

        DELETE a
        FROM dbo.medical_insurance_attempts AS a
        INNER JOIN @batch AS b
            ON b.request_id = a.request_id;

        DELETE r
        FROM dbo.medical_insurance_requests AS r
        INNER JOIN @batch AS b
            ON b.request_id = r.request_id;

        SET @count = @@ROWCOUNT;
        SET @purged = @purged + @count;

        COMMIT TRANSACTION;
    END;

    RETURN 0;
END;
GO
