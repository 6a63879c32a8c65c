/*
The version of these objects, one row. claim and next compare it with the version that the processor was built for, so that a
processor never uses tables that it does not know. The installation writes it last and refuses to run over a newer one.
  fixmedins_code   the institution's code, with which call makes the msgid of a request: from the installation (--org-code), else from
                   the first claim. NULL: not known yet
  results_of       whose requests a login of the role medical_insurance_his sees in v_medical_insurance_result, from the installation
                   (--results-of): login, application; NULL: all
*/
IF OBJECT_ID(N'dbo.medical_insurance_version', N'U') IS NULL
BEGIN
    CREATE TABLE dbo.medical_insurance_version (
        version int NOT NULL,
        installed_at datetime2(3) NOT NULL,
        CONSTRAINT pk_medical_insurance_version PRIMARY KEY CLUSTERED (version)
    );
END;
GO

IF COL_LENGTH(N'dbo.medical_insurance_version', N'fixmedins_code') IS NULL
BEGIN
    ALTER TABLE dbo.medical_insurance_version ADD fixmedins_code varchar(12) NULL;
END;
GO

IF COL_LENGTH(N'dbo.medical_insurance_version', N'results_of') IS NULL
BEGIN
    ALTER TABLE dbo.medical_insurance_version ADD results_of varchar(11) NULL;
END;
GO

IF OBJECT_ID(N'dbo.ck_medical_insurance_version_results_of', N'C') IS NULL
BEGIN
    ALTER TABLE dbo.medical_insurance_version ADD
        CONSTRAINT ck_medical_insurance_version_results_of CHECK (results_of IN ('login', 'application'));
END;
GO
