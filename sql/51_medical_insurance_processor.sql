/*
The role of the processor's login: eight procedures and nothing else. It can read a request only by claiming it.
*/
IF NOT EXISTS (SELECT 1 FROM sys.database_principals AS p WHERE p.name = N'medical_insurance_processor')
BEGIN
    CREATE ROLE medical_insurance_processor;
END;
GO

GRANT EXECUTE ON dbo.sp_medical_insurance_claim TO medical_insurance_processor;
GRANT EXECUTE ON dbo.sp_medical_insurance_next TO medical_insurance_processor;
GRANT EXECUTE ON dbo.sp_medical_insurance_watch TO medical_insurance_processor;
GRANT EXECUTE ON dbo.sp_medical_insurance_holds TO medical_insurance_processor;
GRANT EXECUTE ON dbo.sp_medical_insurance_attempt TO medical_insurance_processor;
GRANT EXECUTE ON dbo.sp_medical_insurance_finish TO medical_insurance_processor;
GRANT EXECUTE ON dbo.sp_medical_insurance_rescue TO medical_insurance_processor;
GRANT EXECUTE ON dbo.sp_medical_insurance_inspect TO medical_insurance_processor;
GO
