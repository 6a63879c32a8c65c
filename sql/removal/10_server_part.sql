/*
Removes the certificate's user and public part from master, and with the user its EXECUTE on xp_cmdshell. Needs sysadmin; for other
logins it only prints a message. Other programs may use xp_cmdshell and its proxy account, so they stay as they are.
*/
IF ISNULL(IS_SRVROLEMEMBER(N'sysadmin'), 0) = 0
BEGIN
    PRINT N'服务器部分没有卸载：需要 sysadmin。';
END
ELSE
BEGIN
    DECLARE
        @name_in_master sysname = N'medical_insurance_call_' + DB_NAME(),
        @statement nvarchar(max);

    SET @statement = N'
        IF EXISTS (SELECT 1 FROM sys.database_principals AS u WHERE u.name = N' + QUOTENAME(@name_in_master, '''') + N')
        BEGIN
            DROP USER ' + QUOTENAME(@name_in_master) + N';
        END;
        IF EXISTS (SELECT 1 FROM sys.certificates AS c WHERE c.name = N' + QUOTENAME(@name_in_master, '''') + N')
        BEGIN
            DROP CERTIFICATE ' + QUOTENAME(@name_in_master) + N';
        END;';
    EXEC master.sys.sp_executesql @statement;
END;
GO
