/*
What HIS reads: the insurer's reply character for character when the request is COMPLETED, and for every final ERROR a JSON text
{error_code, err_msg, faults}. The first six columns are those of the original design. A request may have several rows; the row of
its latest attempt counts.
  reply       whether the insurer's reply is a SUCCESS or REFUSED; NULL: no reply, or stored before the column existed
  judged_at   when a person who knew this reply recorded the outcome

Index
  ix_..._request         the latest response of a request, for the view
  ix_..._attempt         the foreign key, when attempts are purged
*/
IF OBJECT_ID(N'dbo.medical_insurance_responses', N'U') IS NULL
BEGIN
    CREATE TABLE dbo.medical_insurance_responses (
        response_id int IDENTITY(1, 1) NOT NULL,
        request_id int NOT NULL,
        response_data nvarchar(max) NOT NULL,
        infcode varchar(10) NULL,
        err_msg nvarchar(500) NULL,
        create_time datetime NOT NULL,
        CONSTRAINT pk_medical_insurance_responses PRIMARY KEY CLUSTERED (response_id)
    );
END;
GO

-- The original design's key has a name that the server made.
IF NOT EXISTS (
    SELECT 1
    FROM sys.foreign_keys AS f
    WHERE f.parent_object_id = OBJECT_ID(N'dbo.medical_insurance_responses', N'U')
      AND f.referenced_object_id = OBJECT_ID(N'dbo.medical_insurance_requests', N'U')
)
BEGIN
    ALTER TABLE dbo.medical_insurance_responses ADD
        CONSTRAINT fk_medical_insurance_responses_requests FOREIGN KEY (request_id)
            REFERENCES dbo.medical_insurance_requests (request_id);
END;
GO

IF COL_LENGTH(N'dbo.medical_insurance_responses', N'attempt_id') IS NULL
BEGIN
    ALTER TABLE dbo.medical_insurance_responses ADD attempt_id int NULL;
END;

IF COL_LENGTH(N'dbo.medical_insurance_responses', N'msgid') IS NULL
BEGIN
    ALTER TABLE dbo.medical_insurance_responses ADD msgid varchar(30) NULL;
END;

IF COL_LENGTH(N'dbo.medical_insurance_responses', N'http_status') IS NULL
BEGIN
    ALTER TABLE dbo.medical_insurance_responses ADD http_status int NULL;
END;

IF COL_LENGTH(N'dbo.medical_insurance_responses', N'duration_ms') IS NULL
BEGIN
    ALTER TABLE dbo.medical_insurance_responses ADD duration_ms int NULL;
END;

IF COL_LENGTH(N'dbo.medical_insurance_responses', N'reply') IS NULL
BEGIN
    ALTER TABLE dbo.medical_insurance_responses ADD reply varchar(10) NULL;
END;

IF COL_LENGTH(N'dbo.medical_insurance_responses', N'judged_at') IS NULL
BEGIN
    ALTER TABLE dbo.medical_insurance_responses ADD judged_at datetime2(3) NULL;
END;
GO

IF OBJECT_ID(N'dbo.fk_medical_insurance_responses_attempts', N'F') IS NULL
BEGIN
    ALTER TABLE dbo.medical_insurance_responses ADD
        CONSTRAINT fk_medical_insurance_responses_attempts FOREIGN KEY (attempt_id)
            REFERENCES dbo.medical_insurance_attempts (attempt_id);
END;
GO

IF OBJECT_ID(N'dbo.ck_medical_insurance_responses_reply', N'C') IS NULL
BEGIN
    ALTER TABLE dbo.medical_insurance_responses ADD
        CONSTRAINT ck_medical_insurance_responses_reply CHECK (reply IN ('SUCCESS', 'REFUSED'));
END;
GO

IF OBJECT_ID(N'dbo.ck_medical_insurance_responses_response_data', N'C') IS NULL
BEGIN
    -- An old response that is not JSON stops nothing: only what is written from now on is checked.
    ALTER TABLE dbo.medical_insurance_responses WITH NOCHECK ADD
        CONSTRAINT ck_medical_insurance_responses_response_data CHECK (ISJSON(response_data) = 1);
END;
GO

IF NOT EXISTS (
    SELECT 1
    FROM sys.indexes AS i
    WHERE i.object_id = OBJECT_ID(N'dbo.medical_insurance_responses', N'U')
      AND i.name = N'ix_medical_insurance_responses_request'
)
BEGIN
    CREATE INDEX ix_medical_insurance_responses_request
        ON dbo.medical_insurance_responses (request_id, attempt_id, response_id);
END;
GO

IF NOT EXISTS (
    SELECT 1
    FROM sys.indexes AS i
    WHERE i.object_id = OBJECT_ID(N'dbo.medical_insurance_responses', N'U')
      AND i.name = N'ix_medical_insurance_responses_attempt'
)
BEGIN
    CREATE INDEX ix_medical_insurance_responses_attempt ON dbo.medical_insurance_responses (attempt_id);
END;
GO
