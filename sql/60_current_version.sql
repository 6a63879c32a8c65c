/*
Writes the installed version, after all other objects of the database, so that a processor meets either the whole old version or the
whole new one.
*/
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
