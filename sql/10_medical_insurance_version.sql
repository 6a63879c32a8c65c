/*
The version of these objects, one row. claim and next compare it with the version that the processor was built for, so that a
processor never uses tables that it does not know. The installation writes it last and refuses to run over a newer one.
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
