/*
The numbers of the requests. Over an existing table without a sequence it starts after the highest number there. CREATE SEQUENCE takes
only a literal, so this is the only dynamic SQL in the installation of the tables.
*/
IF OBJECT_ID(N'dbo.seq_request_id', N'SO') IS NULL
BEGIN
    DECLARE @statement nvarchar(200) = N'CREATE SEQUENCE dbo.seq_request_id AS int START WITH '
        + CAST((SELECT ISNULL(MAX(r.request_id), 0) + 1 FROM dbo.medical_insurance_requests AS r) AS nvarchar(11))
        + N' INCREMENT BY 1 MINVALUE 1 NO CYCLE;';
    EXEC sys.sp_executesql @statement;
END;
GO
