/*
Deletes old requests with their attempts and responses, in batches of one short transaction each, and records who deleted how many in
medical_insurance_purges. It never deletes an open request, or an unknown outcome or contradicting replies that are not yet resolved,
whatever their age. The msgid is deleted with the request, and without it 2601 is not possible: keep at least what the bureau still
reconciles.
It goes once through each state's part of idx_status_time, oldest first, and looks at @batch_size rows in one transaction, those that
must stay too: what a batch costs does not depend on the size of the table. Rows that another session holds locked are left for the next
purge. 1000 rows keep each statement below the 5,000 locks at which SQL Server locks a whole table.
  @older_than_days   not created and not changed since then; at least 1
  @status            COMPLETED | ERROR; NULL means both
  @batch_size        requests in one transaction, 1 to 1000
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
        @purge_id int,
        @state varchar(20),
        @seen_time datetime,
        @seen_id int,
        @count int;

    DECLARE @batch table (
        request_id int NOT NULL PRIMARY KEY,
        create_time datetime NOT NULL,
        is_due bit NOT NULL
    );

    SET @purged = 0;

    IF @older_than_days IS NULL OR @older_than_days < 1
        OR @batch_size IS NULL OR @batch_size < 1 OR @batch_size > 1000
        OR @status NOT IN ('COMPLETED', 'ERROR')
    BEGIN
        THROW 51001, N'参数有误：@older_than_days 不小于 1，@batch_size 在 1 到 1000 之间，@status 只能是 COMPLETED、ERROR 或 NULL。', 1;
    END;

    IF @@TRANCOUNT > 0
    BEGIN
        THROW 51002, N'不能在未提交的事务里清理：每一批要单独提交。请先 COMMIT 再调用。', 1;
    END;

    SET IMPLICIT_TRANSACTIONS OFF;
    SET XACT_ABORT ON;
    SET TRANSACTION ISOLATION LEVEL READ COMMITTED;

    SET @before = DATEADD(DAY, -@older_than_days, GETDATE());
    SET @state = ISNULL(@status, 'COMPLETED');

    INSERT INTO dbo.medical_insurance_purges (
        purged_by,
        started_at,
        created_before,
        status,
        requests
    )
    VALUES (
        ORIGINAL_LOGIN(),
        SYSDATETIME(),
        @before,
        @status,
        0
    );

    SET @purge_id = SCOPE_IDENTITY();

    WHILE @state IS NOT NULL
    BEGIN
        SET @seen_time = DATETIMEFROMPARTS(1753, 1, 1, 0, 0, 0, 0);
        SET @seen_id = 0;
        SET @count = 1;

        WHILE @count > 0
        BEGIN
            DELETE FROM @batch;

            BEGIN TRANSACTION;

            INSERT INTO @batch (
                request_id,
                create_time,
                is_due
            )
            SELECT TOP (@batch_size)
                r.request_id,
                r.create_time,
                CASE
                    WHEN r.update_time >= @before THEN 0
                    WHEN r.error_code = 'OUTCOME_UNKNOWN' AND r.resolution IS NULL THEN 0
                    WHEN r.conflict_at IS NOT NULL THEN 0
                    ELSE 1
                END
            FROM dbo.medical_insurance_requests AS r WITH (UPDLOCK, READPAST, ROWLOCK, READCOMMITTEDLOCK)
            WHERE r.status = @state
              AND r.create_time < @before
              AND r.create_time >= @seen_time
              AND (r.create_time > @seen_time OR r.request_id > @seen_id)
            ORDER BY
                r.create_time,
                r.request_id;

            SET @count = @@ROWCOUNT;

            SELECT TOP (1)
                @seen_time = b.create_time,
                @seen_id = b.request_id
            FROM @batch AS b
            ORDER BY
                b.create_time DESC,
                b.request_id DESC;

            DELETE p
            FROM dbo.medical_insurance_responses AS p
            INNER JOIN @batch AS b
                ON b.request_id = p.request_id
            WHERE b.is_due = 1
            OPTION (LOOP JOIN);

            DELETE a
            FROM dbo.medical_insurance_attempts AS a
            INNER JOIN @batch AS b
                ON b.request_id = a.request_id
            WHERE b.is_due = 1
            OPTION (LOOP JOIN);

            DELETE r
            FROM dbo.medical_insurance_requests AS r
            INNER JOIN @batch AS b
                ON b.request_id = r.request_id
            WHERE b.is_due = 1
            OPTION (LOOP JOIN);

            SET @purged = @purged + @@ROWCOUNT;

            UPDATE g
            SET requests = @purged
            FROM dbo.medical_insurance_purges AS g
            WHERE g.purge_id = @purge_id;

            COMMIT TRANSACTION;
        END;

        SET @state = CASE WHEN @status IS NULL AND @state = 'COMPLETED' THEN 'ERROR' END;
    END;

    UPDATE g
    SET ended_at = SYSDATETIME()
    FROM dbo.medical_insurance_purges AS g
    WHERE g.purge_id = @purge_id;

    RETURN 0;
END;
GO
