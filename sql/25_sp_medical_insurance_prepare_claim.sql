/*
Internal: called by claim and next only, granted to nobody. Tests whether this processor may claim here, records the institution's
code where it is not known yet, and makes a msgid for a request that has none or needs a new one.
@version   another version than the installed one raises 51010 and changes nothing. A database that nobody has accepted (restored,
           copied, moved, renamed) raises 51011 and changes nothing
@msgid     each call uses one number of seq_msgid, also when the caller then takes no request or keeps the msgid that it has
*/
CREATE OR ALTER PROCEDURE dbo.sp_medical_insurance_prepare_claim
    @version int,
    @fixmedins_code varchar(12),
    @msgid varchar(30) OUTPUT
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;
    SET TRANSACTION ISOLATION LEVEL READ COMMITTED;

    DECLARE @message nvarchar(200);

    SET @msgid = NULL;

    IF NOT EXISTS (SELECT 1 FROM dbo.medical_insurance_version AS v WHERE v.version = @version)
    BEGIN
        SET @message = N'数据库对象的版本与处理程序不一致：处理程序需要版本 ' + CAST(@version AS nvarchar(11))
            + N'。请用同一版本的 processor 执行 processor db install。';
        THROW 51010, @message, 1;
    END;

    IF NOT EXISTS (SELECT 1 FROM dbo.v_medical_insurance_current_database AS c WHERE c.is_accepted = 1)
    BEGIN
        THROW 51011, N'这个数据库与登记的不同：可能被还原、复制、移动或改名，待发送的请求可能已经发送过。管理员核对并执行 EXEC dbo.sp_medical_insurance_accept_database 之前，不发送任何请求。', 1;
    END;

    IF EXISTS (SELECT 1 FROM dbo.medical_insurance_version AS v WHERE v.fixmedins_code IS NULL)
    BEGIN
        UPDATE v
        SET fixmedins_code = @fixmedins_code
        FROM dbo.medical_insurance_version AS v
        WHERE v.fixmedins_code IS NULL;
    END;

    EXEC dbo.sp_medical_insurance_make_msgid
        @fixmedins_code = @fixmedins_code,
        @msgid = @msgid OUTPUT;

    RETURN 0;
END;
GO
