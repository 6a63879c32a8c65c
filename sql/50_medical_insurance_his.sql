/*
The role of HIS logins: call, wait, the view with the answer, and its output as rows. No right on a table, no right on xp_cmdshell.
*/
IF NOT EXISTS (SELECT 1 FROM sys.database_principals AS p WHERE p.name = N'medical_insurance_his')
BEGIN
    CREATE ROLE medical_insurance_his;
END;
GO

GRANT EXECUTE ON dbo.sp_medical_insurance_call TO medical_insurance_his;
GRANT EXECUTE ON dbo.sp_medical_insurance_wait TO medical_insurance_his;
GRANT SELECT ON dbo.v_medical_insurance_result TO medical_insurance_his;
GRANT SELECT ON dbo.fn_medical_insurance_fields TO medical_insurance_his;
GO
