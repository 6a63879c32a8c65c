/*
Says which version is installed now; last of the database's objects, so that a processor meets either the old version whole or
the new one whole.
*/
IF NOT EXISTS (SELECT 1 FROM dbo.medical_insurance_version AS v)
BEGIN
    INSERT INTO dbo.medical_insurance_version (
        version,
        installed_at
    )
    VALUES (
        1,
        SYSDATETIME()
    );
END;

UPDATE v
SET
    version = 1,
    installed_at = SYSDATETIME()
FROM dbo.medical_insurance_version AS v
WHERE v.version < 1;
GO
