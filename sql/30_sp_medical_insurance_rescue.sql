/*
Settles the requests that a dead processor left open, one of them or all. It needs no scheduler, because call and wait run it first.
  PROCESSING past its lease, class A of the queue    PENDING again; ERROR / ABANDONED after the third processor that did not report
  PROCESSING past its lease, other class A           ERROR / ABANDONED
  PROCESSING past its lease, class B or C            ERROR / OUTCOME_UNKNOWN: it may have been sent, and this must not be guessed
  sync or async, PENDING past launch_seconds         ERROR / LAUNCH_FAILED: a claim can no longer take it. Not in a restored database
                                                     that nobody has accepted: it may have been sent before the restore
Each final error gets its response row. An unknown outcome of a request to which a success came for another attempt is a contradiction
(conflict_at, as in finish). A SENDING attempt becomes UNKNOWN but keeps closed_at NULL, so that its own process can still
report. When nothing is due, nothing is locked: the candidates are read first, rows that another session has locked are skipped, and
the UPDATE tests each row again. READPAST needs READCOMMITTEDLOCK where READ_COMMITTED_SNAPSHOT is on. A deadlock or a lock time-out
raises nothing, unless the caller has a transaction: a call of HIS must not fail because of other requests, and the next rescue settles
them.
@rescued   how many requests changed
*/
CREATE OR ALTER PROCEDURE dbo.sp_medical_insurance_rescue
    @request_id int = NULL,
    @rescued int = NULL OUTPUT
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;
    SET TRANSACTION ISOLATION LEVEL READ COMMITTED;

    DECLARE
        @now datetime2(3) = SYSDATETIME(),
        @most_deaths int = 3,
        @transactions int = @@TRANCOUNT,
        @started_before datetime;

    DECLARE @due table (
        request_id int NOT NULL PRIMARY KEY
    );

    DECLARE @changed table (
        request_id int NOT NULL PRIMARY KEY,
        error_code varchar(30) NULL,
        msgid varchar(30) NULL,
        mode varchar(10) NOT NULL
    );

    DECLARE @closed table (
        request_id int NOT NULL,
        attempt_id int NOT NULL
    );

    SET @rescued = 0;

    SELECT @started_before = DATEADD(SECOND, -l.launch_seconds, @now)
    FROM dbo.v_medical_insurance_time_limits AS l;

    BEGIN TRY
        IF @request_id IS NULL
        BEGIN
            INSERT INTO @due (request_id)
            SELECT r.request_id
            FROM dbo.medical_insurance_requests AS r WITH (READPAST, READCOMMITTEDLOCK)
            WHERE r.status = 'PROCESSING'
              AND r.lease_until < @now
            UNION ALL
            SELECT r.request_id
            FROM dbo.medical_insurance_requests AS r WITH (READPAST, READCOMMITTEDLOCK)
            WHERE r.status = 'PENDING'
              AND r.mode IN ('sync', 'async')
              AND r.create_time < @started_before
              AND EXISTS (SELECT 1 FROM dbo.v_medical_insurance_current_database AS c WHERE c.is_accepted = 1);
        END
        ELSE
        BEGIN
            INSERT INTO @due (request_id)
            SELECT r.request_id
            FROM dbo.medical_insurance_requests AS r WITH (READPAST, READCOMMITTEDLOCK)
            WHERE r.request_id = @request_id
              AND (
                  (r.status = 'PROCESSING' AND r.lease_until < @now)
                  OR (
                      r.status = 'PENDING'
                      AND r.mode IN ('sync', 'async')
                      AND r.create_time < @started_before
                      AND EXISTS (SELECT 1 FROM dbo.v_medical_insurance_current_database AS c WHERE c.is_accepted = 1)
                  )
              );
        END;

        IF NOT EXISTS (SELECT 1 FROM @due AS d)
        BEGIN
            RETURN 0;
        END;

        BEGIN TRANSACTION;

        UPDATE r
        SET
            status = CASE
                WHEN r.status = 'PROCESSING' AND r.interface_class = 'A' AND r.mode = 'queue' AND d.deaths < @most_deaths THEN 'PENDING'
                ELSE 'ERROR'
            END,
            error_code = CASE
                WHEN r.status = 'PENDING' THEN 'LAUNCH_FAILED'
                WHEN r.interface_class = 'A' AND r.mode = 'queue' AND d.deaths < @most_deaths THEN NULL
                WHEN r.interface_class = 'A' THEN 'ABANDONED'
                ELSE 'OUTCOME_UNKNOWN'
            END,
            lease_token = NULL,
            lease_until = NULL,
            lease_owner = NULL,
            due_at = ISNULL(r.due_at, @now),
            update_time = @now
        OUTPUT
            inserted.request_id,
            inserted.error_code,
            inserted.msgid,
            inserted.mode
        INTO @changed (request_id, error_code, msgid, mode)
        FROM dbo.medical_insurance_requests AS r
        CROSS APPLY (
            SELECT COUNT(*) AS deaths
            FROM dbo.medical_insurance_attempts AS a
            WHERE a.request_id = r.request_id
              AND a.closed_at IS NULL
        ) AS d
        WHERE r.request_id IN (SELECT u.request_id FROM @due AS u)
          AND (
              (r.status = 'PROCESSING' AND r.lease_until < @now)
              OR (r.status = 'PENDING' AND r.mode IN ('sync', 'async') AND r.create_time < @started_before)
          );

        SET @rescued = @@ROWCOUNT;

        UPDATE a
        SET
            outcome = 'UNKNOWN',
            cause = N'the processor did not report before its lease ended'
        OUTPUT
            inserted.request_id,
            inserted.attempt_id
        INTO @closed (request_id, attempt_id)
        FROM dbo.medical_insurance_attempts AS a
        WHERE a.request_id IN (SELECT c.request_id FROM @changed AS c)
          AND a.outcome = 'SENDING';

        UPDATE r
        SET conflict_at = @now
        FROM dbo.medical_insurance_requests AS r
        WHERE r.request_id IN (SELECT c.request_id FROM @changed AS c WHERE c.error_code = 'OUTCOME_UNKNOWN')
          AND r.conflict_at IS NULL
          AND EXISTS (
              SELECT 1
              FROM dbo.v_medical_insurance_replies AS y
              WHERE y.request_id = r.request_id
                AND y.reply = 'SUCCESS'
                AND y.judged_at IS NULL
          );

        IF @@ROWCOUNT > 0
        BEGIN
            EXEC dbo.sp_medical_insurance_block_waiting;
        END;

        INSERT INTO dbo.medical_insurance_responses (
            request_id,
            response_data,
            infcode,
            err_msg,
            create_time,
            attempt_id,
            msgid
        )
        SELECT
            c.request_id,
            N'{"error_code":"' + c.error_code + N'","err_msg":"' + w.err_msg + N'","faults":[]}',
            NULL,
            w.err_msg,
            @now,
            x.attempt_id,
            c.msgid
        FROM @changed AS c
        INNER JOIN (
            VALUES
                ('LAUNCH_FAILED', 'sync', N'医保处理程序没有启动，请求未发送，可以重新办理。请管理员检查处理程序路径、xp_cmdshell 和代理账户'),
                ('LAUNCH_FAILED', 'async', N'医保处理程序没有启动，或随启动它的进程一起被结束，请求未发送，可以重新办理。请管理员检查处理程序路径、xp_cmdshell 和代理账户；总是如此时请改用 queue 模式'),
                ('ABANDONED', NULL, N'医保处理程序异常退出，查询没有得到结果，可以重新查询'),
                ('OUTCOME_UNKNOWN', NULL, N'医保处理程序异常退出，结果未知，请勿重复办理，请按 next_action 核实')
        ) AS w (error_code, mode, err_msg)
            ON w.error_code = c.error_code
            AND (w.mode = c.mode OR w.mode IS NULL)
        LEFT JOIN @closed AS x
            ON x.request_id = c.request_id;

        COMMIT TRANSACTION;
    END TRY
    BEGIN CATCH
        IF XACT_STATE() <> 0
        BEGIN
            ROLLBACK TRANSACTION;
        END;

        SET @rescued = 0;

        IF @transactions > 0 OR ERROR_NUMBER() NOT IN (1205, 1222)
        BEGIN
            THROW;
        END;
    END CATCH;

    RETURN 0;
END;
GO
