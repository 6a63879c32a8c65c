/*
Removes everything but the data: procedures (and with call its signature), the certificate, views, roles and their members. A later
installation finds the tables and uses them again; members of the roles must be added again.
*/
DROP PROCEDURE IF EXISTS dbo.sp_medical_insurance_call;
DROP PROCEDURE IF EXISTS dbo.sp_medical_insurance_wait;
DROP PROCEDURE IF EXISTS dbo.sp_medical_insurance_claim;
DROP PROCEDURE IF EXISTS dbo.sp_medical_insurance_next;
DROP PROCEDURE IF EXISTS dbo.sp_medical_insurance_report;
DROP PROCEDURE IF EXISTS dbo.sp_medical_insurance_watch;
DROP PROCEDURE IF EXISTS dbo.sp_medical_insurance_inspect;
DROP PROCEDURE IF EXISTS dbo.sp_medical_insurance_show;
DROP PROCEDURE IF EXISTS dbo.sp_medical_insurance_list;
DROP PROCEDURE IF EXISTS dbo.sp_medical_insurance_holds;
DROP PROCEDURE IF EXISTS dbo.sp_medical_insurance_attempt;
DROP PROCEDURE IF EXISTS dbo.sp_medical_insurance_finish;
DROP PROCEDURE IF EXISTS dbo.sp_medical_insurance_rescue;
DROP PROCEDURE IF EXISTS dbo.sp_medical_insurance_resolve;
DROP PROCEDURE IF EXISTS dbo.sp_medical_insurance_purge;
DROP PROCEDURE IF EXISTS dbo.sp_medical_insurance_prepare_claim;
DROP PROCEDURE IF EXISTS dbo.sp_medical_insurance_open_attempt;
DROP PROCEDURE IF EXISTS dbo.sp_medical_insurance_record_launch_failure;
DROP PROCEDURE IF EXISTS dbo.sp_medical_insurance_read_request_key;
DROP PROCEDURE IF EXISTS dbo.sp_medical_insurance_lock_act;
DROP PROCEDURE IF EXISTS dbo.sp_medical_insurance_block_waiting;
DROP PROCEDURE IF EXISTS dbo.sp_medical_insurance_check_awaited;
DROP PROCEDURE IF EXISTS dbo.sp_medical_insurance_make_msgid;
DROP PROCEDURE IF EXISTS dbo.sp_medical_insurance_hold_back;
DROP PROCEDURE IF EXISTS dbo.sp_medical_insurance_note_reach;
DROP PROCEDURE IF EXISTS dbo.sp_medical_insurance_accept_database;
DROP FUNCTION IF EXISTS dbo.fn_medical_insurance_fields;
DROP VIEW IF EXISTS dbo.v_medical_insurance_unreconciled;
DROP VIEW IF EXISTS dbo.v_medical_insurance_monitor;
DROP VIEW IF EXISTS dbo.v_medical_insurance_errors;
DROP VIEW IF EXISTS dbo.v_medical_insurance_activity;
DROP VIEW IF EXISTS dbo.v_medical_insurance_outage;
DROP VIEW IF EXISTS dbo.v_medical_insurance_result;
DROP FUNCTION IF EXISTS dbo.fn_medical_insurance_look_up;
DROP FUNCTION IF EXISTS dbo.fn_medical_insurance_fill_input;
DROP VIEW IF EXISTS dbo.v_medical_insurance_unrecorded;
DROP VIEW IF EXISTS dbo.v_medical_insurance_time_limits;
DROP VIEW IF EXISTS dbo.v_medical_insurance_unsettled;
DROP VIEW IF EXISTS dbo.v_medical_insurance_replies;
DROP VIEW IF EXISTS dbo.v_medical_insurance_current_database;
GO

IF EXISTS (SELECT 1 FROM sys.certificates AS c WHERE c.name = N'medical_insurance_call')
BEGIN
    DROP CERTIFICATE medical_insurance_call;
END;
GO

DECLARE @statement nvarchar(max) = N'';

SELECT @statement = @statement + N'ALTER ROLE ' + QUOTENAME(r.name) + N' DROP MEMBER ' + QUOTENAME(m.name) + N';'
FROM sys.database_role_members AS x
INNER JOIN sys.database_principals AS r
    ON r.principal_id = x.role_principal_id
INNER JOIN sys.database_principals AS m
    ON m.principal_id = x.member_principal_id
WHERE r.name IN (N'medical_insurance_his', N'medical_insurance_processor', N'medical_insurance_operator');

EXEC sys.sp_executesql @statement;
GO

DROP ROLE IF EXISTS medical_insurance_his;
DROP ROLE IF EXISTS medical_insurance_processor;
DROP ROLE IF EXISTS medical_insurance_operator;
GO
