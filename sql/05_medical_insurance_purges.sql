/*
One row for each purge: who deleted how many requests, when. It stays when the requests have gone; nothing deletes from it. The role of
the operator may read it: it has nothing of a request.
  created_before   only requests older than this were deleted
  status           COMPLETED | ERROR; NULL: both
  requests         how many were deleted, written with each batch, so that it is true also of a purge that was stopped
  ended_at         NULL: it still runs, or was stopped before its end
*/
IF OBJECT_ID(N'dbo.medical_insurance_purges', N'U') IS NULL
BEGIN
    CREATE TABLE dbo.medical_insurance_purges (
        purge_id int IDENTITY(1, 1) NOT NULL,
        purged_by nvarchar(128) NOT NULL,
        started_at datetime2(3) NOT NULL,
        ended_at datetime2(3) NULL,
        created_before datetime NOT NULL,
        status varchar(20) NULL,
        requests int NOT NULL,
        CONSTRAINT pk_medical_insurance_purges PRIMARY KEY CLUSTERED (purge_id)
    );
END;
GO
