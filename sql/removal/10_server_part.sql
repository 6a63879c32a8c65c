/*
Removes the certificate's user and public part from master, and with the user its EXECUTE on xp_cmdshell. It is found by the certificate
of this database, also when the database was renamed since; without that certificate, by the database's name. Where another database of
this server has the same certificate, a copy of this one or the one that this is a copy of, nothing is removed. Needs sysadmin; for
other logins it only prints a message. Other programs may use xp_cmdshell and its proxy account, so they stay as they are.
*/
IF ISNULL(IS_SRVROLEMEMBER(N'sysadmin'), 0) = 0
BEGIN
    PRINT N'服务器部分没有卸载：需要 sysadmin。';
END
ELSE
BEGIN
    DECLARE
        @name_in_master sysname = N'medical_insurance_call_' + DB_NAME(),
        @thumbprint varbinary(32),
        @other nvarchar(128),
        @statement nvarchar(max) = N'';

    SELECT @thumbprint = c.thumbprint
    FROM sys.certificates AS c
    WHERE c.name = N'medical_insurance_call';

    SELECT @name_in_master = m.name
    FROM master.sys.certificates AS m
    WHERE m.thumbprint = @thumbprint;

    SELECT @statement = @statement + N'
        SELECT @other = N' + QUOTENAME(d.name, '''') + N'
        FROM ' + QUOTENAME(d.name) + N'.sys.certificates AS c
        WHERE c.thumbprint = @thumbprint;'
    FROM sys.databases AS d
    WHERE d.database_id NOT IN (1, DB_ID())
      AND d.state = 0
      AND HAS_DBACCESS(d.name) = 1;

    EXEC sys.sp_executesql
        @statement,
        N'@thumbprint varbinary(32), @other nvarchar(128) OUTPUT',
        @thumbprint = @thumbprint,
        @other = @other OUTPUT;

    IF @other IS NOT NULL
    BEGIN
        PRINT N'服务器部分没有卸载：数据库 ' + @other + N' 使用同一个证书。';
    END
    ELSE
    BEGIN
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
END;
GO
