/*
What SQL Server has outside the database, as its documentation describes it: the columns and parameters that this project's SQL uses. A
model knows only what it is given, so sys.x and master.sys.x are bound to outside.x, and the procedures of master and msdb to these.
*/
CREATE SCHEMA outside;
GO
CREATE OR ALTER VIEW outside.databases
AS
SELECT
    CAST(1 AS int) AS database_id,
    CAST(N'' AS sysname) AS name,
    CAST('20000101' AS datetime) AS create_date,
    CAST(130 AS tinyint) AS compatibility_level,
    CAST(0 AS bit) AS is_trustworthy_on,
    CAST(0 AS int) AS delayed_durability;
GO
CREATE OR ALTER VIEW outside.database_recovery_status
AS
SELECT
    CAST(1 AS int) AS database_id,
    CAST(NULL AS uniqueidentifier) AS database_guid,
    CAST(NULL AS uniqueidentifier) AS recovery_fork_guid;
GO
CREATE OR ALTER VIEW outside.dm_exec_sessions
AS
SELECT
    CAST(1 AS smallint) AS session_id,
    CAST('20000101' AS datetime) AS login_time;
GO
CREATE OR ALTER VIEW outside.configurations
AS
SELECT
    CAST(N'' AS nvarchar(35)) AS name,
    CAST(0 AS sql_variant) AS value_in_use;
GO
CREATE OR ALTER VIEW outside.credentials
AS
SELECT CAST(N'' AS sysname) AS name;
GO
CREATE OR ALTER VIEW outside.objects
AS
SELECT
    CAST(N'' AS sysname) AS name,
    CAST(1 AS int) AS object_id,
    CAST(1 AS int) AS schema_id,
    CAST('U' AS char(2)) AS type;
GO
CREATE OR ALTER VIEW outside.sql_modules
AS
SELECT
    CAST(1 AS int) AS object_id,
    CAST(N'' AS nvarchar(max)) AS definition;
GO
CREATE OR ALTER VIEW outside.tables
AS
SELECT
    CAST(N'' AS sysname) AS name,
    CAST(1 AS int) AS object_id,
    CAST(1 AS int) AS schema_id;
GO
CREATE OR ALTER VIEW outside.columns
AS
SELECT
    CAST(1 AS int) AS object_id,
    CAST(N'' AS sysname) AS name,
    CAST(1 AS int) AS column_id,
    CAST(1 AS tinyint) AS system_type_id,
    CAST(1 AS smallint) AS max_length,
    CAST(1 AS tinyint) AS scale,
    CAST(0 AS bit) AS is_nullable,
    CAST(0 AS bit) AS is_identity,
    CAST(0 AS int) AS default_object_id;
GO
CREATE OR ALTER VIEW outside.default_constraints
AS
SELECT
    CAST(N'' AS sysname) AS name,
    CAST(1 AS int) AS object_id,
    CAST(1 AS int) AS parent_object_id,
    CAST(1 AS int) AS parent_column_id,
    CAST(N'' AS nvarchar(max)) AS definition;
GO
CREATE OR ALTER VIEW outside.check_constraints
AS
SELECT
    CAST(N'' AS sysname) AS name,
    CAST(1 AS int) AS parent_object_id,
    CAST(N'' AS nvarchar(max)) AS definition,
    CAST(0 AS bit) AS is_disabled;
GO
CREATE OR ALTER VIEW outside.indexes
AS
SELECT
    CAST(1 AS int) AS object_id,
    CAST(N'' AS sysname) AS name,
    CAST(1 AS int) AS index_id,
    CAST(0 AS bit) AS is_unique,
    CAST(0 AS bit) AS is_primary_key,
    CAST(0 AS bit) AS is_unique_constraint,
    CAST(0 AS bit) AS is_disabled,
    CAST(N'' AS nvarchar(max)) AS filter_definition;
GO
CREATE OR ALTER VIEW outside.index_columns
AS
SELECT
    CAST(1 AS int) AS object_id,
    CAST(1 AS int) AS index_id,
    CAST(1 AS int) AS column_id,
    CAST(1 AS tinyint) AS key_ordinal;
GO
CREATE OR ALTER VIEW outside.foreign_keys
AS
SELECT
    CAST(N'' AS sysname) AS name,
    CAST(1 AS int) AS object_id,
    CAST(1 AS int) AS parent_object_id,
    CAST(1 AS int) AS referenced_object_id,
    CAST(0 AS bit) AS is_disabled;
GO
CREATE OR ALTER VIEW outside.foreign_key_columns
AS
SELECT
    CAST(1 AS int) AS constraint_object_id,
    CAST(1 AS int) AS parent_object_id,
    CAST(1 AS int) AS parent_column_id,
    CAST(1 AS int) AS referenced_object_id,
    CAST(1 AS int) AS referenced_column_id;
GO
CREATE OR ALTER VIEW outside.database_principals
AS
SELECT
    CAST(N'' AS sysname) AS name,
    CAST(1 AS int) AS principal_id,
    CAST('R' AS char(1)) AS type,
    CAST(0x00 AS varbinary(85)) AS sid;
GO
CREATE OR ALTER VIEW outside.database_role_members
AS
SELECT
    CAST(1 AS int) AS role_principal_id,
    CAST(1 AS int) AS member_principal_id;
GO
CREATE OR ALTER VIEW outside.database_permissions
AS
SELECT
    CAST(1 AS tinyint) AS class,
    CAST(1 AS int) AS major_id,
    CAST(1 AS int) AS grantee_principal_id,
    CAST('EX' AS char(4)) AS type,
    CAST(N'' AS nvarchar(128)) AS permission_name,
    CAST('G' AS char(1)) AS state;
GO
CREATE OR ALTER VIEW outside.certificates
AS
SELECT
    CAST(N'' AS sysname) AS name,
    CAST(0x00 AS varbinary(85)) AS sid,
    CAST(0x00 AS varbinary(32)) AS thumbprint,
    CAST(N'' AS nvarchar(60)) AS pvt_key_encryption_type_desc;
GO
CREATE OR ALTER VIEW outside.crypt_properties
AS
SELECT
    CAST(1 AS tinyint) AS class,
    CAST(1 AS int) AS major_id,
    CAST(0x00 AS varbinary(32)) AS thumbprint,
    CAST(N'' AS nvarchar(60)) AS crypt_type_desc;
GO
CREATE OR ALTER PROCEDURE outside.sp_getapplock
    @Resource nvarchar(255),
    @LockMode varchar(32),
    @LockOwner varchar(32) = 'Transaction',
    @LockTimeout int = -1
AS
BEGIN
    RETURN 0;
END;
GO
CREATE OR ALTER PROCEDURE outside.xp_cmdshell
    @command nvarchar(4000)
AS
BEGIN
    RETURN 0;
END;
GO
CREATE OR ALTER PROCEDURE outside.sp_configure
    @configname varchar(35) = NULL,
    @configvalue int = NULL
AS
BEGIN
    RETURN 0;
END;
GO
CREATE OR ALTER VIEW outside.sysjobs
AS
SELECT
    CAST(N'' AS sysname) AS name;
GO
CREATE OR ALTER PROCEDURE outside.sp_add_job
    @job_name sysname,
    @enabled tinyint = 1,
    @description nvarchar(512) = NULL,
    @notify_level_eventlog int = 0
AS
BEGIN
    RETURN 0;
END;
GO
CREATE OR ALTER PROCEDURE outside.sp_add_jobstep
    @job_name sysname = NULL,
    @step_name sysname,
    @subsystem nvarchar(40) = N'TSQL',
    @command nvarchar(max) = NULL,
    @on_success_action tinyint = 1,
    @on_fail_action tinyint = 2,
    @database_name sysname = NULL,
    @proxy_name sysname = NULL
AS
BEGIN
    RETURN 0;
END;
GO
CREATE OR ALTER PROCEDURE outside.sp_add_jobschedule
    @job_name sysname = NULL,
    @name sysname,
    @freq_type int = 1,
    @freq_interval int = 0,
    @freq_subday_type int = 0,
    @freq_subday_interval int = 0,
    @active_start_time int = 0
AS
BEGIN
    RETURN 0;
END;
GO
CREATE OR ALTER PROCEDURE outside.sp_add_jobserver
    @job_name sysname = NULL
AS
BEGIN
    RETURN 0;
END;
GO
CREATE OR ALTER PROCEDURE outside.sp_update_job
    @job_name sysname,
    @enabled tinyint = NULL
AS
BEGIN
    RETURN 0;
END;
GO
CREATE OR ALTER PROCEDURE outside.sp_delete_job
    @job_name sysname
AS
BEGIN
    RETURN 0;
END;
GO
CREATE OR ALTER PROCEDURE outside.sp_spaceused
    @objname nvarchar(776) = NULL
AS
BEGIN
    RETURN 0;
END;
GO
CREATE OR ALTER PROCEDURE outside.sp_xp_cmdshell_proxy_account
    @account_name nvarchar(128),
    @password nvarchar(128) = NULL
AS
BEGIN
    RETURN 0;
END;
GO
CREATE OR ALTER FUNCTION outside.fn_get_audit_file (
    @file_pattern nvarchar(260),
    @initial_file_name nvarchar(260),
    @audit_record_offset bigint
)
RETURNS TABLE
AS
RETURN
SELECT
    CAST('20000101' AS datetime2(7)) AS event_time,
    CAST('' AS varchar(4)) AS action_id,
    CAST(N'' AS sysname) AS server_principal_name,
    CAST(N'' AS sysname) AS object_name,
    CAST(N'' AS nvarchar(4000)) AS statement;
GO
-- The logins, the users and the audit of which the pages speak.
CREATE LOGIN operator_login WITH PASSWORD = N'password';
GO
CREATE LOGIN medical_insurance WITH PASSWORD = N'password';
GO
CREATE SERVER AUDIT medical_insurance TO FILE (FILEPATH = N'D:\Audit\');
GO
CREATE USER his_login WITHOUT LOGIN;
GO
CREATE USER operator_login WITHOUT LOGIN;
GO
CREATE USER medical_insurance WITHOUT LOGIN;
GO
-- The installation makes it with dynamic SQL, because CREATE SEQUENCE takes only a literal as its start.
CREATE SEQUENCE dbo.seq_request_id AS int START WITH 1 INCREMENT BY 1 MINVALUE 1 NO CYCLE;
GO
