/*
A job of SQL Server Agent that processes the requests of the queue that are due, every 10 seconds: for a server without xp_cmdshell. A
sysadmin executes it once; if the job exists, nothing changes. Set the path and the proxy first. Without a proxy the worker runs as the
service account of SQL Server Agent. See README.txt.
*/
SET XACT_ABORT ON;

DECLARE
    @job_name sysname = N'medical-insurance-worker',
    @command nvarchar(3200) = N'"C:\MedicalInsurance\processor.exe" drain',
    @proxy_name sysname = NULL;

IF EXISTS (SELECT 1 FROM msdb.dbo.sysjobs AS j WHERE j.name = @job_name)
BEGIN
    PRINT N'The job medical-insurance-worker exists already: nothing was changed.';
    RETURN;
END;

BEGIN TRANSACTION;

EXEC msdb.dbo.sp_add_job
    @job_name = @job_name,
    @description = N'Processes the requests for the medical insurance that are due (processor drain).';

-- The exit code tells how the requests ended: after one that the insurer refused it is 5, and the job has not failed.
EXEC msdb.dbo.sp_add_jobstep
    @job_name = @job_name,
    @step_name = N'drain',
    @subsystem = N'CmdExec',
    @command = @command,
    @proxy_name = @proxy_name,
    @on_success_action = 1,
    @on_fail_action = 1;

-- Every day (4, 1), every 10 seconds (2, 10), which is the shortest that Agent accepts. It starts no job that is still running.
EXEC msdb.dbo.sp_add_jobschedule
    @job_name = @job_name,
    @name = N'every 10 seconds',
    @freq_type = 4,
    @freq_interval = 1,
    @freq_subday_type = 2,
    @freq_subday_interval = 10;

EXEC msdb.dbo.sp_add_jobserver @job_name = @job_name;

COMMIT TRANSACTION;
