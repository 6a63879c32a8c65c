/*
A job of SQL Server Agent that deletes old requests every night at 3:00. A sysadmin executes it once; if the job exists, nothing changes.
Set the database and the days first: the msgid of a request is deleted with it, so keep what the insurer may still ask about. The job
belongs to the login that executes this, and reports each failure to the Windows event log.
*/
SET XACT_ABORT ON;

DECLARE
    @job_name sysname = N'medical-insurance-purge',
    @database_name sysname = N'HIS',
    @command nvarchar(max) = N'EXEC dbo.sp_medical_insurance_purge @older_than_days = 730;';

IF EXISTS (SELECT 1 FROM msdb.dbo.sysjobs AS j WHERE j.name = @job_name)
BEGIN
    PRINT N'The job medical-insurance-purge exists already: nothing was changed.';
    RETURN;
END;

IF DB_ID(@database_name) IS NULL
BEGIN
    THROW 51001, N'@database_name names no database: nothing was changed.', 1;
END;

BEGIN TRANSACTION;

EXEC msdb.dbo.sp_add_job
    @job_name = @job_name,
    @description = N'Deletes old requests for the medical insurance; medical_insurance_purges has who, when and how many.',
    @notify_level_eventlog = 2;

EXEC msdb.dbo.sp_add_jobstep
    @job_name = @job_name,
    @step_name = N'purge',
    @subsystem = N'TSQL',
    @database_name = @database_name,
    @command = @command;

-- Every day (4, 1), once, at 3:00.
EXEC msdb.dbo.sp_add_jobschedule
    @job_name = @job_name,
    @name = N'every night',
    @freq_type = 4,
    @freq_interval = 1,
    @freq_subday_type = 1,
    @active_start_time = 30000;

EXEC msdb.dbo.sp_add_jobserver @job_name = @job_name;

COMMIT TRANSACTION;
