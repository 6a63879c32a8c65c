/*
What HIS calls. Stores the request and gives its number in @result_id; HIS reads the answer from v_medical_insurance_result.
  @mode = 'sync'     starts the processor and waits for its end (default). HIS's command timeout must be longer than the processor's
                     deadline (run.deadline_seconds)
  @mode = 'async'    starts the processor and returns at once; read later or call sp_medical_insurance_wait
  @mode = 'queue'    only stores the request, also inside the caller's transaction; a worker takes it after the commit
Installed without xp_cmdshell the path below is empty: sync then stores a row of the queue and waits for a worker, async stores it and
returns, and nothing changes for HIS.

Promises
- Parameter faults are collected and raised once (51001). sync and async refuse an open transaction (51002): the processor is another
  session and could not see the row.
- An error of a queue call (51001, 51005, a lock time-out) ends the call and not the caller's transaction, also where the caller has
  XACT_ABORT on. What ends any transaction, such as a deadlock, ends the caller's too.
- Once a row exists nothing is raised, because an error would lose @result_id: every fault is written to the row.
- While a request for the same business act is not settled (v_medical_insurance_unsettled), no second one is sent. A
  class B or C request with the same text is joined to it: @result_id is that row's. A class C request with the same key fields and
  another text is stored as ERROR / BLOCKED, which names that row. A lock makes two simultaneous calls for one act wait for each other.
- While the insurer cannot be reached (sp_medical_insurance_hold_back), a sync or async call ends at once as ERROR / NOT_SENT: no
  processor is started, so no attempt is there, and nothing was sent. One that is joined to a waiting row of the queue returns, and the
  row waits on. A replay by hand goes all the same.
- A sync or async call that is joined to a waiting row of the queue starts the processor for it, so that it does not wait for a worker.
  If the processor cannot be started, that row stays in the queue.
- Only the number is passed to the command line. The path is part of this text and is not in any table.
*/
CREATE OR ALTER PROCEDURE dbo.sp_medical_insurance_call
    @interface_code varchar(50),
    @input_data nvarchar(max),
    @result_id int OUTPUT,
    @mode varchar(10) = 'sync'
AS
BEGIN
    SET NOCOUNT ON;
    -- THROW under XACT_ABORT would end the caller's transaction.
    SET XACT_ABORT OFF;

    DECLARE
        @transactions int = @@TRANCOUNT,
        @processor nvarchar(260) = N'$(ProcessorPath)',
        @sync_wait_seconds int,
        @code nvarchar(50) = @interface_code,
        @faults nvarchar(1000) = N'',
        @message nvarchar(2000),
        @err_msg nvarchar(450),
        @interface_class char(1),
        @key_fields nvarchar(400),
        @fixmedins_code varchar(12),
        @msgid varchar(30),
        @not_accepted nvarchar(100),
        @input_hash binary(32),
        @request_key binary(32),
        @input nvarchar(max),
        @mdtrt_id nvarchar(50),
        @lock int,
        @unsettled_id int,
        @unsettled_hash binary(32),
        @unsettled_waits bit = 0,
        @joined bit = 0,
        @blocked_by int,
        @held_back nvarchar(450),
        @error_code varchar(30),
        @starts bit = 0,
        @command nvarchar(400),
        @exit int,
        @fault nvarchar(2000),
        @line nvarchar(255),
        @recorded bit = 0;

    DECLARE @output table (
        line nvarchar(255) NULL,
        line_no int IDENTITY(1, 1) NOT NULL PRIMARY KEY
    );

    SET @result_id = NULL;
    SET @mode = LOWER(@mode);

    IF @code IS NULL OR @code = N''
    BEGIN
        SET @faults = @faults + N'@interface_code 为空；';
    END
    ELSE IF LEN(@code) > 10
    BEGIN
        SET @faults = @faults + N'@interface_code 超过 10 个字符；';
    END
    ELSE IF LEN(@code) < 4
        OR CHARINDEX(N' ', @code) > 0
        OR @code COLLATE Latin1_General_BIN2 LIKE N'%[^0-9A-Z]%'
        OR LEFT(@code, LEN(@code) - 1) COLLATE Latin1_General_BIN2 LIKE N'%[^0-9]%'
    BEGIN
        SET @faults = @faults + N'@interface_code 应为 4 位以上数字，末尾可带一个大写字母，不含空格；';
    END;

    IF @input_data IS NULL OR @input_data = N''
    BEGIN
        SET @faults = @faults + N'@input_data 为空；';
    END
    ELSE IF ISJSON(@input_data) = 0
    BEGIN
        SET @faults = @faults + N'@input_data 不是 JSON；';
    END;

    IF @mode IS NULL OR @mode NOT IN ('sync', 'async', 'queue')
    BEGIN
        SET @faults = @faults + N'@mode 只能是 sync、async 或 queue；';
    END;

    IF @faults <> N''
    BEGIN
        SET @message = N'参数有误：' + @faults;
        THROW 51001, @message, 1;
    END;

    IF @mode <> 'queue' AND @@TRANCOUNT > 0
    BEGIN
        THROW 51002, N'不能在未提交的事务里调用：处理程序读不到未提交的请求。请先 COMMIT 再调用（PowerBuilder 请设 SQLCA.AutoCommit = TRUE），或用 @mode = ''queue''，提交后由工作进程处理。', 1;
    END;

    -- A client with autocommit off calls with @@TRANCOUNT = 0, and the first read or INSERT here would open its transaction.
    IF @mode <> 'queue'
    BEGIN
        SET IMPLICIT_TRANSACTIONS OFF;
    END;

    SET TRANSACTION ISOLATION LEVEL READ COMMITTED;

    -- 2 in @@OPTIONS is IMPLICIT_TRANSACTIONS: the transaction of a queue call must not hold the locks of rescue.
    IF @@TRANCOUNT = 0 AND @@OPTIONS & 2 = 0
    BEGIN
        EXEC dbo.sp_medical_insurance_rescue;
    END;

    SET @input_hash = HASHBYTES('SHA2_256', @input_data);

    BEGIN TRY
        BEGIN TRANSACTION;

        SELECT
            @interface_class = i.class,
            @key_fields = CASE WHEN i.class = 'C' THEN i.key_fields END
        FROM dbo.medical_insurance_interfaces AS i
        WHERE i.interface_code = @interface_code;

        SET @interface_class = ISNULL(@interface_class, 'C');

        IF @interface_class <> 'A'
        BEGIN
            EXEC dbo.sp_medical_insurance_read_request_key
                @key_fields = @key_fields,
                @input_data = @input_data,
                @request_key = @request_key OUTPUT;
        END;

        IF @request_key IS NOT NULL
        BEGIN
            EXEC dbo.sp_medical_insurance_lock_act
                @interface_code = @interface_code,
                @request_key = @request_key,
                @lock = @lock OUTPUT;

            IF @lock < 0
            BEGIN
                THROW 51005, N'另一个会话正在提交同一笔业务的请求，请勿重复办理，请稍后查询结果。', 1;
            END;

            SELECT TOP (1)
                @unsettled_id = u.request_id,
                @unsettled_hash = u.input_hash,
                @unsettled_waits = CASE WHEN u.status = 'PENDING' AND u.mode = 'queue' THEN 1 ELSE 0 END
            FROM dbo.v_medical_insurance_unsettled AS u
            WHERE u.request_key = @request_key
              AND u.interface_code = @interface_code
            ORDER BY
                CASE WHEN u.input_hash = @input_hash THEN 0 ELSE 1 END,
                u.request_id DESC;

            -- A row of before the key existed, or of other key fields, is found by its text. Two statements, so that each uses its index.
            IF @unsettled_id IS NULL
            BEGIN
                SELECT TOP (1)
                    @unsettled_id = u.request_id,
                    @unsettled_hash = u.input_hash,
                    @unsettled_waits = CASE WHEN u.status = 'PENDING' AND u.mode = 'queue' THEN 1 ELSE 0 END
                FROM dbo.v_medical_insurance_unsettled AS u
                WHERE u.input_hash = @input_hash
                  AND u.interface_code = @interface_code
                ORDER BY u.request_id DESC;
            END;
        END;

        IF @mode <> 'queue' AND (@unsettled_id IS NULL OR (@unsettled_hash = @input_hash AND @unsettled_waits = 1))
        BEGIN
            EXEC dbo.sp_medical_insurance_hold_back @err_msg = @held_back OUTPUT;
        END;

        IF @unsettled_hash = @input_hash
        BEGIN
            SET @result_id = @unsettled_id;
            SET @joined = 1;
        END
        ELSE
        BEGIN
            SET @result_id = NEXT VALUE FOR dbo.seq_request_id;
            SET @blocked_by = @unsettled_id;
            SET @error_code = CASE
                WHEN @blocked_by IS NOT NULL THEN 'BLOCKED'
                WHEN @held_back IS NOT NULL THEN 'NOT_SENT'
            END;

            -- The msgid belongs to the request: what a restored database sends again, the insurer can recognise.
            SELECT @fixmedins_code = v.fixmedins_code
            FROM dbo.medical_insurance_version AS v;

            EXEC dbo.sp_medical_insurance_make_msgid
                @fixmedins_code = @fixmedins_code,
                @msgid = @msgid OUTPUT;

            -- The visit, from the input's three forms: a flat field, a field of a node, or of the entries of a list.
            IF @mode = 'queue'
            BEGIN
                SET @input = ISNULL(JSON_QUERY(@input_data, '$.input'), @input_data);

                SELECT @mdtrt_id = LEFT(MIN(LTRIM(RTRIM(found.mdtrt_id)) COLLATE Latin1_General_BIN2), 50)
                FROM (
                    SELECT JSON_VALUE(@input, '$.mdtrt_id') AS mdtrt_id
                    UNION ALL
                    SELECT JSON_VALUE(CASE WHEN n.type = 5 THEN n.value END, '$.mdtrt_id')
                    FROM OPENJSON(@input) AS n
                    UNION ALL
                    SELECT JSON_VALUE(CASE WHEN e.type = 5 THEN e.value END, '$.mdtrt_id')
                    FROM OPENJSON(@input) AS n
                    CROSS APPLY OPENJSON(CASE WHEN n.type = 4 THEN n.value END) AS e
                ) AS found
                WHERE LTRIM(RTRIM(found.mdtrt_id)) <> N'';
            END;

            INSERT INTO dbo.medical_insurance_requests (
                request_id,
                interface_code,
                input_data,
                status,
                create_time,
                update_time,
                mode,
                interface_class,
                input_hash,
                msgid,
                attempt_count,
                error_code,
                request_key,
                blocked_by,
                asked_mode,
                due_at,
                mdtrt_id,
                called_by,
                called_from
            )
            VALUES (
                @result_id,
                @interface_code,
                @input_data,
                CASE WHEN @error_code IS NULL THEN 'PENDING' ELSE 'ERROR' END,
                SYSDATETIME(),
                NULL,
                CASE WHEN @processor = N'' THEN 'queue' ELSE @mode END,
                @interface_class,
                @input_hash,
                @msgid,
                0,
                @error_code,
                @request_key,
                @blocked_by,
                @mode,
                SYSDATETIME(),
                @mdtrt_id,
                ORIGINAL_LOGIN(),
                APP_NAME()
            );
        END;

        SET @err_msg = @held_back;

        IF @blocked_by IS NOT NULL
        BEGIN
            SELECT @err_msg = N'入参与同一笔业务未结束的请求不同，未发送。' + v.next_action
            FROM dbo.v_medical_insurance_result AS v
            WHERE v.request_id = @result_id;
        END;

        IF @error_code IS NOT NULL
        BEGIN
            INSERT INTO dbo.medical_insurance_responses (
                request_id,
                response_data,
                infcode,
                err_msg,
                create_time
            )
            VALUES (
                @result_id,
                N'{"error_code":"' + @error_code + N'","err_msg":"' + STRING_ESCAPE(@err_msg, 'json') + N'","faults":[]}',
                NULL,
                @err_msg,
                SYSDATETIME()
            );
        END;

        COMMIT TRANSACTION;
    END TRY
    BEGIN CATCH
        -- In the caller's transaction only the level that was begun here ends. What it may leave is a blocked row, of which nothing is sent.
        IF @transactions = 0 AND @@OPTIONS & 2 = 0 AND XACT_STATE() <> 0
        BEGIN
            ROLLBACK TRANSACTION;
        END
        ELSE IF XACT_STATE() = 1
        BEGIN
            COMMIT TRANSACTION;
        END;

        SET @result_id = NULL;

        THROW;
    END CATCH;

    IF @processor <> N'' AND @mode <> 'queue' AND (@joined = 0 OR @unsettled_waits = 1)
    BEGIN
        SET @starts = 1;
    END;

    IF @mode = 'queue' OR @blocked_by IS NOT NULL OR @held_back IS NOT NULL OR (@mode = 'async' AND @starts = 0)
    BEGIN
        RETURN 0;
    END;

    SET XACT_ABORT ON;

    SET @command = N'"' + @processor + N'" '
        + CASE WHEN @mode = 'async' THEN N'start ' ELSE N'' END
        + CAST(@result_id AS nvarchar(11));

    -- First step: start the processor, or wait for the process that has the row. No THROW below: it would lose @result_id.
    BEGIN TRY
        SELECT @not_accepted = N'数据库被还原、复制、移动或改名，管理员认可之前不发送任何请求'
        FROM dbo.v_medical_insurance_current_database AS c
        WHERE c.is_accepted = 0;

        IF @starts = 1 AND @not_accepted IS NULL
        BEGIN
            INSERT INTO @output (line)
            EXEC @exit = master.sys.xp_cmdshell @command;
        END;

        -- A worker may have taken a row of the queue before the processor that was started here.
        IF @mode = 'sync' AND (@joined = 1 OR @starts = 0)
        BEGIN
            SELECT @sync_wait_seconds = CASE
                    WHEN r.status <> 'PROCESSING' THEN l.sync_wait_seconds
                    WHEN left_until.deadline > 0 THEN left_until.deadline
                    ELSE 0
                END
            FROM dbo.medical_insurance_requests AS r
            CROSS JOIN dbo.v_medical_insurance_time_limits AS l
            CROSS APPLY (
                SELECT DATEDIFF(SECOND, SYSDATETIME(), r.lease_until) - l.lease_margin_seconds AS deadline
            ) AS left_until
            WHERE r.request_id = @result_id;

            EXEC dbo.sp_medical_insurance_wait @result_id = @result_id, @timeout_seconds = @sync_wait_seconds;
        END;
    END TRY
    BEGIN CATCH
        IF XACT_STATE() <> 0
        BEGIN
            ROLLBACK TRANSACTION;
        END;

        SET @fault = N'SQL Server 错误 ' + CAST(ERROR_NUMBER() AS nvarchar(11)) + N'：' + ERROR_MESSAGE();
    END CATCH;

    -- Second step: record that the processor did not run. A row that is still pending after its end was never claimed. After a good
    -- start of async the processor claims the row later; a row that this call is joined to is not its own to end.
    IF @joined = 1 OR @starts = 0 OR (@mode = 'async' AND @fault IS NULL AND @not_accepted IS NULL AND ISNULL(@exit, 0) = 0)
    BEGIN
        RETURN 0;
    END;

    WHILE @recorded = 0
    BEGIN
        BEGIN TRY
            SELECT TOP (1) @line = o.line
            FROM @output AS o
            WHERE o.line IS NOT NULL
            ORDER BY o.line_no;

            SET @message = N'医保处理程序没有运行，请求未发送，可以重新办理。原因：'
                + COALESCE(
                    @fault,
                    @not_accepted,
                    N'返回值' + CASE WHEN @exit = 0 THEN N'为零' ELSE N'非零' END
                        + N'，输出：' + ISNULL(@line, N'（无）')
                );
            SET @err_msg = @message;

            EXEC dbo.sp_medical_insurance_record_launch_failure @request_id = @result_id, @err_msg = @err_msg;

            SET @recorded = 1;
        END TRY
        BEGIN CATCH
            -- A first fault is recorded; after a second one the row stays PENDING, and rescue makes it LAUNCH_FAILED.
            IF XACT_STATE() <> 0
            BEGIN
                ROLLBACK TRANSACTION;
            END;

            IF @fault IS NOT NULL
            BEGIN
                SET @recorded = 1;
            END;

            SET @fault = N'SQL Server 错误 ' + CAST(ERROR_NUMBER() AS nvarchar(11)) + N'：' + ERROR_MESSAGE();
        END CATCH;
    END;

    RETURN 0;
END;
GO
