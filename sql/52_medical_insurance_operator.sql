/*
The role of the person who records outcomes: the six views, show, list, resolve, rescue, report and inspect, and who has purged.
Only db_owner can purge.
*/
IF NOT EXISTS (SELECT 1 FROM sys.database_principals AS p WHERE p.name = N'medical_insurance_operator')
BEGIN
    CREATE ROLE medical_insurance_operator;
END;
GO

GRANT EXECUTE ON dbo.sp_medical_insurance_show TO medical_insurance_operator;
GRANT EXECUTE ON dbo.sp_medical_insurance_list TO medical_insurance_operator;
GRANT EXECUTE ON dbo.sp_medical_insurance_resolve TO medical_insurance_operator;
GRANT EXECUTE ON dbo.sp_medical_insurance_rescue TO medical_insurance_operator;
GRANT EXECUTE ON dbo.sp_medical_insurance_report TO medical_insurance_operator;
GRANT EXECUTE ON dbo.sp_medical_insurance_inspect TO medical_insurance_operator;
GRANT SELECT ON dbo.v_medical_insurance_result TO medical_insurance_operator;
GRANT SELECT ON dbo.v_medical_insurance_monitor TO medical_insurance_operator;
GRANT SELECT ON dbo.v_medical_insurance_errors TO medical_insurance_operator;
GRANT SELECT ON dbo.v_medical_insurance_activity TO medical_insurance_operator;
GRANT SELECT ON dbo.v_medical_insurance_outage TO medical_insurance_operator;
GRANT SELECT ON dbo.v_medical_insurance_unreconciled TO medical_insurance_operator;
GRANT SELECT ON dbo.fn_medical_insurance_fields TO medical_insurance_operator;
GRANT SELECT ON dbo.medical_insurance_purges TO medical_insurance_operator;
GO
