/*
Internal: called by claim, next and attempt only, granted to nobody. Raises 51015 when the caller no longer waits for the answer: a
call that was delayed on the wire or by a lock must not take a request for a process that has gone, because nobody would send it and
its outcome would count as unknown. Both sides measure from the login of this session, so their clocks need not agree.
@awaited_ms   how long after the login of this session the caller waits, in milliseconds
*/
CREATE OR ALTER PROCEDURE dbo.sp_medical_insurance_check_awaited
    @awaited_ms int
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    IF EXISTS (
        SELECT 1
        FROM sys.dm_exec_sessions AS s
        WHERE s.session_id = @@SPID
          AND s.login_time < DATEADD(MILLISECOND, -@awaited_ms, SYSDATETIME())
    )
    BEGIN
        THROW 51015, N'这次调用执行得太晚，处理程序已经不再等待结果。未做任何修改。', 1;
    END;

    RETURN 0;
END;
GO
