/*
One row for each sending of a request, opened before the first byte is sent: SENDING means that the request may have been sent. Its
own process closes it (closed_at is set, and request_body with it), or rescue ends it (UNKNOWN, closed_at stays NULL), so that a late
finish can be told from a repeated one. Token and owner stay here after the request's own lease has been cleared.

Indexes
  uq_..._attempt_no      the latest attempt of a request; two processes cannot open the same attempt
  ix_..._lease_token     claim and next: a token that has held a request never claims again
It is not filtered, as those of the requests are not.
*/
IF OBJECT_ID(N'dbo.medical_insurance_attempts', N'U') IS NULL
BEGIN
    CREATE TABLE dbo.medical_insurance_attempts (
        attempt_id int IDENTITY(1, 1) NOT NULL,
        request_id int NOT NULL,
        attempt_no int NOT NULL,
        msgid varchar(30) NOT NULL,
        outcome varchar(10) NOT NULL,
        lease_token uniqueidentifier NOT NULL,
        lease_owner nvarchar(128) NULL,
        requested_by nvarchar(128) NULL,
        opened_at datetime2(3) NOT NULL,
        sent_at datetime2(3) NULL,
        closed_at datetime2(3) NULL,
        http_status int NULL,
        cause nvarchar(4000) NULL,
        request_body nvarchar(max) NULL,
        CONSTRAINT pk_medical_insurance_attempts PRIMARY KEY CLUSTERED (attempt_id)
    );
END;
GO

IF OBJECT_ID(N'dbo.uq_medical_insurance_attempts_attempt_no', N'UQ') IS NULL
BEGIN
    ALTER TABLE dbo.medical_insurance_attempts ADD
        CONSTRAINT uq_medical_insurance_attempts_attempt_no UNIQUE (request_id, attempt_no);
END;
GO

IF OBJECT_ID(N'dbo.fk_medical_insurance_attempts_requests', N'F') IS NULL
BEGIN
    ALTER TABLE dbo.medical_insurance_attempts ADD
        CONSTRAINT fk_medical_insurance_attempts_requests FOREIGN KEY (request_id)
            REFERENCES dbo.medical_insurance_requests (request_id);
END;
GO

IF OBJECT_ID(N'dbo.ck_medical_insurance_attempts_outcome', N'C') IS NULL
BEGIN
    ALTER TABLE dbo.medical_insurance_attempts ADD
        CONSTRAINT ck_medical_insurance_attempts_outcome CHECK (outcome IN ('SENDING', 'NOT_SENT', 'REPLIED', 'UNKNOWN'));
END;
GO

IF NOT EXISTS (
    SELECT 1
    FROM sys.indexes AS i
    WHERE i.object_id = OBJECT_ID(N'dbo.medical_insurance_attempts', N'U')
      AND i.name = N'ix_medical_insurance_attempts_lease_token'
)
BEGIN
    CREATE INDEX ix_medical_insurance_attempts_lease_token ON dbo.medical_insurance_attempts (lease_token);
END;
GO
