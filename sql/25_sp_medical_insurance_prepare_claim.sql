/*
Internal: called by claim and next only, granted to nobody. Compares the version of these objects with the one that the processor
was built for, and makes the msgid under which a first attempt is sent.
@version   another version than the installed one raises 51010 and changes nothing
@msgid     institution code, second and four digits of seq_msgid. Each call uses one number, also when the caller then takes no
           request or keeps the msgid that the request already has
*/
CREATE OR ALTER PROCEDURE dbo.sp_medical_insurance_prepare_claim
    @version int,
    @fixmedins_code varchar(12),
    @msgid varchar(30) OUTPUT
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;
    SET TRANSACTION ISOLATION LEVEL READ COMMITTED;

    DECLARE
        @clock datetime = GETDATE(),
        @number int,
        @message nvarchar(200);

    SET @msgid = NULL;

    IF NOT EXISTS (SELECT 1 FROM dbo.medical_insurance_version AS v WHERE v.version = @version)
    BEGIN
        SET @message = N'数据库对象的版本与处理程序不一致：处理程序需要版本 ' + CAST(@version AS nvarchar(11))
            + N'。请用同一版本的 processor 执行 processor db install。';
        THROW 51010, @message, 1;
    END;

    SET @number = NEXT VALUE FOR dbo.seq_msgid;
    SET @msgid = @fixmedins_code
        + CONVERT(char(8), @clock, 112)
        + REPLACE(CONVERT(char(8), @clock, 108), ':', '')
        + RIGHT('000' + CAST(@number AS varchar(4)), 4);

    RETURN 0;
END;
GO
