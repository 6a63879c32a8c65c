/*
The server part: lets dbo.sp_medical_insurance_call, and nothing else, execute xp_cmdshell for callers who have no right to it.
Needs sysadmin; for other logins it only prints a message. A certificate of this database signs the procedure. Its public part, a user
made from it and that user's EXECUTE on xp_cmdshell are in master. The private key is dropped immediately, so nothing else can ever be
signed with it. Two things must hold, and each is done only where it is missing:
  signed   ALTER drops a signature; the procedure is then signed again with a new certificate
  known    the server's master has the public part with its right. After a failover, a restore or a move to another server it does not;
           the signature came with the database, so only the public part is imported there, and nothing in the database is written
The file does not switch xp_cmdshell on and contains no Windows password: where xp_cmdshell or the proxy account is missing, it prints
what a sysadmin has to execute. The names of certificates cannot be parameters, so dynamic SQL is needed.
*/
IF ISNULL(IS_SRVROLEMEMBER(N'sysadmin'), 0) = 0
BEGIN
    PRINT N'服务器部分没有执行：需要 sysadmin。在此之前，HIS 的登录名不能通过 xp_cmdshell 启动处理程序。';
END
ELSE
BEGIN
    DECLARE
        @name_in_master sysname = N'medical_insurance_call_' + DB_NAME(),
        @password nvarchar(100) = N'Aa1!' + CONVERT(nvarchar(64), CRYPT_GEN_RANDOM(32), 2),
        @public_part nvarchar(max),
        @statement nvarchar(max);

    IF NOT EXISTS (
        SELECT 1
        FROM sys.crypt_properties AS s
        INNER JOIN sys.certificates AS c
            ON c.thumbprint = s.thumbprint
        WHERE s.class = 1
          AND s.major_id = OBJECT_ID(N'dbo.sp_medical_insurance_call', N'P')
          AND c.name = N'medical_insurance_call'
    )
    BEGIN
        IF EXISTS (SELECT 1 FROM sys.certificates AS c WHERE c.name = N'medical_insurance_call')
        BEGIN
            DROP CERTIFICATE medical_insurance_call;
        END;

        SET @statement = N'CREATE CERTIFICATE medical_insurance_call ENCRYPTION BY PASSWORD = ''' + @password
            + N''' WITH SUBJECT = ''signs dbo.sp_medical_insurance_call'', EXPIRY_DATE = ''20991231'';';
        EXEC sys.sp_executesql @statement;

        SET @statement = N'ADD SIGNATURE TO dbo.sp_medical_insurance_call BY CERTIFICATE medical_insurance_call WITH PASSWORD = '''
            + @password + N''';';
        EXEC sys.sp_executesql @statement;

        ALTER CERTIFICATE medical_insurance_call REMOVE PRIVATE KEY;
    END;

    IF NOT EXISTS (
        SELECT 1
        FROM sys.certificates AS c
        INNER JOIN master.sys.certificates AS m
            ON m.thumbprint = c.thumbprint
        INNER JOIN master.sys.database_principals AS u
            ON u.sid = m.sid
        INNER JOIN master.sys.database_permissions AS p
            ON p.grantee_principal_id = u.principal_id
        WHERE c.name = N'medical_insurance_call'
          AND p.major_id = OBJECT_ID(N'master.sys.xp_cmdshell')
          AND p.type = 'EX'
          AND p.state IN ('G', 'W')
    )
    BEGIN
        -- A database that was renamed keeps the certificate's name of before.
        SELECT @name_in_master = m.name
        FROM sys.certificates AS c
        INNER JOIN master.sys.certificates AS m
            ON m.thumbprint = c.thumbprint
        WHERE c.name = N'medical_insurance_call';

        SET @public_part = CONVERT(nvarchar(max), CERTENCODED(CERT_ID(N'medical_insurance_call')), 1);

        SET @statement = N'
            IF EXISTS (SELECT 1 FROM sys.database_principals AS u WHERE u.name = N' + QUOTENAME(@name_in_master, '''') + N')
            BEGIN
                DROP USER ' + QUOTENAME(@name_in_master) + N';
            END;
            IF EXISTS (SELECT 1 FROM sys.certificates AS c WHERE c.name = N' + QUOTENAME(@name_in_master, '''') + N')
            BEGIN
                DROP CERTIFICATE ' + QUOTENAME(@name_in_master) + N';
            END;
            CREATE CERTIFICATE ' + QUOTENAME(@name_in_master) + N' FROM BINARY = ' + @public_part + N';
            CREATE USER ' + QUOTENAME(@name_in_master) + N' FROM CERTIFICATE ' + QUOTENAME(@name_in_master) + N';
            GRANT EXECUTE ON sys.xp_cmdshell TO ' + QUOTENAME(@name_in_master) + N';';
        EXEC master.sys.sp_executesql @statement;
    END;

    IF NOT EXISTS (SELECT 1 FROM sys.configurations AS c WHERE c.name = N'xp_cmdshell' AND c.value_in_use = 1)
    BEGIN
        PRINT N'xp_cmdshell 没有开启，需要时执行：EXEC sp_configure ''show advanced options'', 1; RECONFIGURE; EXEC sp_configure ''xp_cmdshell'', 1; RECONFIGURE;';
    END;

    IF NOT EXISTS (SELECT 1 FROM sys.credentials AS c WHERE c.name = N'##xp_cmdshell_proxy_account##')
    BEGIN
        PRINT N'没有代理账户，不是 sysadmin 的登录名不能启动处理程序。执行：EXEC sp_xp_cmdshell_proxy_account N''主机或域\账户'', N''口令'';';
    END;
END;
GO
