/*
Internal, granted to nobody. Which database this is, one row, and whether a DBA has accepted it. A login may see its own database in
sys.databases; the two GUIDs it sees with VIEW ANY DATABASE, which public has unless it was taken away. What is not visible, or was not
when the database was accepted, is not compared.
  delayed_durability   of sys.databases: 2 is FORCED, with which a crash can lose what was committed
*/
CREATE OR ALTER VIEW dbo.v_medical_insurance_current_database
AS
SELECT
    c.server_name,
    c.database_name,
    c.created_at,
    c.database_guid,
    c.recovery_fork_guid,
    CASE
        WHEN EXISTS (
            SELECT 1
            FROM dbo.medical_insurance_accepted_databases AS a
            WHERE a.server_name = c.server_name
              AND a.database_name = c.database_name
              AND a.created_at = c.created_at
              AND (a.database_guid = c.database_guid OR a.database_guid IS NULL OR c.database_guid IS NULL)
              AND (a.recovery_fork_guid = c.recovery_fork_guid OR a.recovery_fork_guid IS NULL OR c.recovery_fork_guid IS NULL)
        ) THEN 1
        ELSE 0
    END AS is_accepted,
    c.delayed_durability
FROM (
    SELECT
        ISNULL(CAST(SERVERPROPERTY('ServerName') AS nvarchar(128)), N'') AS server_name,
        DB_NAME() AS database_name,
        d.create_date AS created_at,
        d.delayed_durability,
        s.database_guid,
        s.recovery_fork_guid
    FROM sys.databases AS d
    LEFT JOIN sys.database_recovery_status AS s
        ON s.database_id = d.database_id
    WHERE d.database_id = DB_ID()
) AS c;
GO
