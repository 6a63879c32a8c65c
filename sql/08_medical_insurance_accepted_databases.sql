/*
The databases in which requests may be sent: the one of the installation, and each that a DBA has accepted since. A database that was
restored, copied, moved or renamed is another one (v_medical_insurance_current_database), and claim and next hold everything there:
its rows may wait although they have been sent.
  created_at           sys.databases.create_date
  database_guid        new when a backup is restored
  recovery_fork_guid   new when a restore or a failover with loss leaves the old line of changes
*/
IF OBJECT_ID(N'dbo.medical_insurance_accepted_databases', N'U') IS NULL
BEGIN
    CREATE TABLE dbo.medical_insurance_accepted_databases (
        accepted_id int IDENTITY(1, 1) NOT NULL,
        server_name nvarchar(128) NOT NULL,
        database_name nvarchar(128) NOT NULL,
        created_at datetime NOT NULL,
        database_guid uniqueidentifier NULL,
        recovery_fork_guid uniqueidentifier NULL,
        accepted_at datetime2(3) NOT NULL,
        accepted_by nvarchar(128) NOT NULL,
        CONSTRAINT pk_medical_insurance_accepted_databases PRIMARY KEY CLUSTERED (accepted_id)
    );
END;
GO
