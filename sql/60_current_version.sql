/*
Writes the installed version, after all other objects of the database, so that a processor meets either the whole old version or the
whole new one. The first installation also records which database this is; a later one does not, because it may run in a copy.
*/
IF NOT EXISTS (SELECT 1 FROM dbo.medical_insurance_accepted_databases AS a)
BEGIN
    EXEC dbo.sp_medical_insurance_accept_database;
END;

IF NOT EXISTS (SELECT 1 FROM dbo.medical_insurance_version AS v)
BEGIN
    INSERT INTO dbo.medical_insurance_version (
        version,
        installed_at
    )
    VALUES (
        2,
        SYSDATETIME()
    );
END;

UPDATE v
SET
    version = 2,
    installed_at = SYSDATETIME()
FROM dbo.medical_insurance_version AS v
WHERE v.version < 2;
GO
