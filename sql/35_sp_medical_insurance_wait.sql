/*
Waits until a request is final, at most @timeout_seconds (0 to 3600; 0 only looks). RETURN 0: final; RETURN 1: still open.
It refuses an open transaction, because it would wait for a row that other sessions cannot see. It runs rescue first, so the request
of a dead processor ends here and no scheduler is needed.
*/
CREATE OR ALTER PROCEDURE dbo.sp_medical_insurance_wait
    @result_id int,
    @timeout_seconds int = 30
AS
BEGIN
    SET NOCOUNT ON;
    -- A refusal must not end the caller's transaction, also where the caller has XACT_ABORT on.
    SET XACT_ABORT OFF;

    DECLARE
        @until datetime2(3),
        @status varchar(20);

    IF @result_id IS NULL OR @timeout_seconds IS NULL OR @timeout_seconds < 0 OR @timeout_seconds > 3600
    BEGIN
        THROW 51001, N'参数有误：@result_id 不能为空，@timeout_seconds 必须在 0 到 3600 之间。', 1;
    END;

    IF @@TRANCOUNT > 0
    BEGIN
        THROW 51002, N'不能在未提交的事务里等待结果。请先 COMMIT 再调用；PowerBuilder 请设 SQLCA.AutoCommit = TRUE。', 1;
    END;

    SET IMPLICIT_TRANSACTIONS OFF;
    SET XACT_ABORT ON;
    SET TRANSACTION ISOLATION LEVEL READ COMMITTED;

    SET @until = DATEADD(SECOND, @timeout_seconds, SYSDATETIME());

    EXEC dbo.sp_medical_insurance_rescue;

    WHILE 1 = 1
    BEGIN
        SET @status = NULL;

        SELECT @status = r.status
        FROM dbo.medical_insurance_requests AS r
        WHERE r.request_id = @result_id;

        IF @status IS NULL
        BEGIN
            THROW 51003, N'没有这个请求编号：请检查 @result_id 和所连接的数据库。', 1;
        END;

        IF @status IN ('COMPLETED', 'ERROR')
        BEGIN
            RETURN 0;
        END;

        IF SYSDATETIME() >= @until
        BEGIN
            RETURN 1;
        END;

        WAITFOR DELAY '00:00:00.100';

        EXEC dbo.sp_medical_insurance_rescue @request_id = @result_id;
    END;
END;
GO
