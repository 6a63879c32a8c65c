/*
Stops an installation that cannot succeed, before it changes anything. It checks that the database is not one of the server's own
(master, tempdb, model, msdb: copied into each new database, emptied at each start, or lost with the server), the login's rights, the server's version, the
database's compatibility level, whether the installed objects are newer than these scripts, and whether the original design's
processor may still be at work: what it writes afterwards would contradict the states that the upgrade gives to open requests.
*/
IF DB_ID() <= 4
BEGIN
    THROW 51017, N'这是 SQL Server 的系统数据库：请选择 HIS 的数据库（连接串里的 DATABASE，或 sqlcmd -d）。未做任何修改。', 1;
END;

IF ISNULL(IS_MEMBER(N'db_owner'), 0) = 0 AND ISNULL(IS_SRVROLEMEMBER(N'sysadmin'), 0) = 0
BEGIN
    THROW 51013, N'没有安装权限：请改用本库的 db_owner（或 sysadmin）执行。未做任何修改。', 1;
END;

DECLARE @product_version nvarchar(128) = CAST(SERVERPROPERTY('ProductVersion') AS nvarchar(128));

IF PARSENAME(@product_version, 4) = N'13' AND CAST(PARSENAME(@product_version, 2) AS int) < 4001
BEGIN
    THROW 51014, N'SQL Server 2016 需要先安装 SP1 或更高的补丁。未做任何修改。', 1;
END;

IF EXISTS (SELECT 1 FROM sys.databases AS d WHERE d.name = DB_NAME() AND d.compatibility_level < 130)
BEGIN
    THROW 51014, N'需要 SQL Server 2016 SP1 或更高版本，数据库兼容级别不低于 130。未做任何修改。', 1;
END;

IF OBJECT_ID(N'dbo.medical_insurance_version', N'U') IS NOT NULL
BEGIN
    IF EXISTS (SELECT 1 FROM dbo.medical_insurance_version AS v WHERE v.version > 2)
    BEGIN
        THROW 51011, N'数据库里的对象比安装程序新：请用新版的 processor 安装。未做任何修改。', 1;
    END;
END;

IF OBJECT_ID(N'dbo.medical_insurance_requests', N'U') IS NOT NULL
    AND COL_LENGTH(N'dbo.medical_insurance_requests', N'attempt_count') IS NULL
BEGIN
    IF EXISTS (
        SELECT 1
        FROM dbo.medical_insurance_requests AS r
        WHERE r.status IN ('PENDING', 'PROCESSING')
          AND r.create_time > DATEADD(MINUTE, -5, GETDATE())
    )
    BEGIN
        THROW 51016, N'原处理程序可能还在处理最近 5 分钟的请求：请先停止 HIS 的医保调用，5 分钟后再安装。未做任何修改。', 1;
    END;
END;
GO
