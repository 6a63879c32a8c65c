/*
Stops an installation that cannot succeed, before it changes anything. It checks the login's rights, the server's version, the
database's compatibility level, and whether the installed objects are newer than these scripts.
*/
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
    IF EXISTS (SELECT 1 FROM dbo.medical_insurance_version AS v WHERE v.version > 1)
    BEGIN
        THROW 51011, N'数据库里的对象比安装程序新：请用新版的 processor 安装。未做任何修改。', 1;
    END;
END;
GO
