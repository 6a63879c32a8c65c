/*
One row for each request of the HIS. The first six columns are those of the original design; the others come after them, so the same
statements upgrade a table of that design and create a new one.

Indexes
  idx_status_time        from the original design; the monitor's window by state, and the purge, which goes through it once
  ix_..._due             next: the pending row of the queue that is due first. rescue: pending sync and async rows, without reading
                         the queue's rows, which another session may hold locked in its open transaction
  ix_..._mdtrt_id        next, watch: an older request of the queue for the same visit that has not ended
  ix_..._lease           rescue: rows in PROCESSING whose lease has ended. next: the row that a token already holds. Both are
                         answered from the index alone, so they cannot deadlock with finish, which locks the row before its index
                         keys
  ix_..._input_hash      call: an unsettled request with the same text
  ix_..._request_key     call, claim: an unsettled request for the same business act. The column is NULL in rows of before it existed
  ix_..._conflict_at     the unreconciled view: the few requests with contradicting replies
  ix_..._create_time     the monitor's window over all states
  ix_..._error_code      the unreconciled view: the unknown outcomes that nobody has resolved; list by error_code
  ix_..._msgid           HIS and the operator: the request of a msgid that the insurer names
None of them is filtered: a client that connects with ANSI_WARNINGS off (DB-Library, old PowerBuilder) could not write to the table.
*/
IF OBJECT_ID(N'dbo.medical_insurance_requests', N'U') IS NULL
BEGIN
    CREATE TABLE dbo.medical_insurance_requests (
        request_id int NOT NULL,
        interface_code varchar(10) NOT NULL,
        input_data nvarchar(max) NOT NULL,
        status varchar(20) NOT NULL,
        create_time datetime NOT NULL,
        update_time datetime NULL,
        CONSTRAINT pk_medical_insurance_requests PRIMARY KEY CLUSTERED (request_id)
    );
END;
GO

IF COL_LENGTH(N'dbo.medical_insurance_requests', N'mode') IS NULL
BEGIN
    ALTER TABLE dbo.medical_insurance_requests ADD mode varchar(10) NOT NULL
        CONSTRAINT df_medical_insurance_requests_mode DEFAULT ('sync');
END;

IF COL_LENGTH(N'dbo.medical_insurance_requests', N'interface_class') IS NULL
BEGIN
    ALTER TABLE dbo.medical_insurance_requests ADD interface_class char(1) NOT NULL
        CONSTRAINT df_medical_insurance_requests_interface_class DEFAULT ('C');
END;

IF COL_LENGTH(N'dbo.medical_insurance_requests', N'input_hash') IS NULL
BEGIN
    ALTER TABLE dbo.medical_insurance_requests ADD input_hash binary(32) NULL;
END;

IF COL_LENGTH(N'dbo.medical_insurance_requests', N'msgid') IS NULL
BEGIN
    ALTER TABLE dbo.medical_insurance_requests ADD msgid varchar(30) NULL;
END;

IF COL_LENGTH(N'dbo.medical_insurance_requests', N'attempt_count') IS NULL
BEGIN
    ALTER TABLE dbo.medical_insurance_requests ADD attempt_count int NOT NULL
        CONSTRAINT df_medical_insurance_requests_attempt_count DEFAULT (0);
END;

IF COL_LENGTH(N'dbo.medical_insurance_requests', N'error_code') IS NULL
BEGIN
    ALTER TABLE dbo.medical_insurance_requests ADD error_code varchar(30) NULL;
END;

IF COL_LENGTH(N'dbo.medical_insurance_requests', N'lease_token') IS NULL
BEGIN
    ALTER TABLE dbo.medical_insurance_requests ADD lease_token uniqueidentifier NULL;
END;

IF COL_LENGTH(N'dbo.medical_insurance_requests', N'lease_until') IS NULL
BEGIN
    ALTER TABLE dbo.medical_insurance_requests ADD lease_until datetime2(3) NULL;
END;

IF COL_LENGTH(N'dbo.medical_insurance_requests', N'lease_owner') IS NULL
BEGIN
    ALTER TABLE dbo.medical_insurance_requests ADD lease_owner nvarchar(128) NULL;
END;

IF COL_LENGTH(N'dbo.medical_insurance_requests', N'resolution') IS NULL
BEGIN
    ALTER TABLE dbo.medical_insurance_requests ADD resolution varchar(20) NULL;
END;

IF COL_LENGTH(N'dbo.medical_insurance_requests', N'resolved_at') IS NULL
BEGIN
    ALTER TABLE dbo.medical_insurance_requests ADD resolved_at datetime2(3) NULL;
END;

IF COL_LENGTH(N'dbo.medical_insurance_requests', N'resolved_by') IS NULL
BEGIN
    ALTER TABLE dbo.medical_insurance_requests ADD resolved_by nvarchar(128) NULL;
END;

IF COL_LENGTH(N'dbo.medical_insurance_requests', N'resolution_reference') IS NULL
BEGIN
    ALTER TABLE dbo.medical_insurance_requests ADD resolution_reference nvarchar(100) NULL;
END;

IF COL_LENGTH(N'dbo.medical_insurance_requests', N'resolution_note') IS NULL
BEGIN
    ALTER TABLE dbo.medical_insurance_requests ADD resolution_note nvarchar(1000) NULL;
END;

IF COL_LENGTH(N'dbo.medical_insurance_requests', N'request_key') IS NULL
BEGIN
    ALTER TABLE dbo.medical_insurance_requests ADD request_key binary(32) NULL;
END;

IF COL_LENGTH(N'dbo.medical_insurance_requests', N'blocked_by') IS NULL
BEGIN
    ALTER TABLE dbo.medical_insurance_requests ADD blocked_by int NULL;
END;

IF COL_LENGTH(N'dbo.medical_insurance_requests', N'conflict_at') IS NULL
BEGIN
    ALTER TABLE dbo.medical_insurance_requests ADD conflict_at datetime2(3) NULL;
END;

-- What HIS asked for; mode is 'queue' for every row of an installation without xp_cmdshell. NULL in rows of before it existed.
IF COL_LENGTH(N'dbo.medical_insurance_requests', N'asked_mode') IS NULL
BEGIN
    ALTER TABLE dbo.medical_insurance_requests ADD asked_mode varchar(10) NULL;
END;

-- A worker takes the row no earlier. The default is for what stores rows without it.
IF COL_LENGTH(N'dbo.medical_insurance_requests', N'due_at') IS NULL
BEGIN
    ALTER TABLE dbo.medical_insurance_requests ADD due_at datetime2(3) NULL
        CONSTRAINT df_medical_insurance_requests_due_at DEFAULT (SYSDATETIME());
END;
GO

-- The visit that a request of the queue is for: next takes the requests for one visit in their order. NULL: it waits for no other.
IF COL_LENGTH(N'dbo.medical_insurance_requests', N'mdtrt_id') IS NULL
BEGIN
    ALTER TABLE dbo.medical_insurance_requests ADD mdtrt_id nvarchar(50) NULL;
END;
GO

-- The login and the program (Application Name of its connection) that called. NULL in rows of before they existed.
IF COL_LENGTH(N'dbo.medical_insurance_requests', N'called_by') IS NULL
BEGIN
    ALTER TABLE dbo.medical_insurance_requests ADD called_by nvarchar(128) NULL;
END;
GO

IF COL_LENGTH(N'dbo.medical_insurance_requests', N'called_from') IS NULL
BEGIN
    ALTER TABLE dbo.medical_insurance_requests ADD called_from nvarchar(128) NULL;
END;
GO

UPDATE r
SET due_at = r.create_time
FROM dbo.medical_insurance_requests AS r
WHERE r.status = 'PENDING'
  AND r.due_at IS NULL;
GO

IF NOT EXISTS (
    SELECT 1
    FROM sys.default_constraints AS d
    WHERE d.parent_object_id = OBJECT_ID(N'dbo.medical_insurance_requests', N'U')
      AND COL_NAME(d.parent_object_id, d.parent_column_id) = N'mode'
)
BEGIN
    ALTER TABLE dbo.medical_insurance_requests ADD
        CONSTRAINT df_medical_insurance_requests_mode DEFAULT ('sync') FOR mode;
END;
GO

IF NOT EXISTS (
    SELECT 1
    FROM sys.default_constraints AS d
    WHERE d.parent_object_id = OBJECT_ID(N'dbo.medical_insurance_requests', N'U')
      AND COL_NAME(d.parent_object_id, d.parent_column_id) = N'interface_class'
)
BEGIN
    ALTER TABLE dbo.medical_insurance_requests ADD
        CONSTRAINT df_medical_insurance_requests_interface_class DEFAULT ('C') FOR interface_class;
END;
GO

IF NOT EXISTS (
    SELECT 1
    FROM sys.default_constraints AS d
    WHERE d.parent_object_id = OBJECT_ID(N'dbo.medical_insurance_requests', N'U')
      AND COL_NAME(d.parent_object_id, d.parent_column_id) = N'attempt_count'
)
BEGIN
    ALTER TABLE dbo.medical_insurance_requests ADD
        CONSTRAINT df_medical_insurance_requests_attempt_count DEFAULT (0) FOR attempt_count;
END;
GO

IF OBJECT_ID(N'dbo.ck_medical_insurance_requests_status', N'C') IS NULL
BEGIN
    -- A state of the hospital's own in an old row stops nothing: only what is written from now on is checked.
    ALTER TABLE dbo.medical_insurance_requests WITH NOCHECK ADD
        CONSTRAINT ck_medical_insurance_requests_status CHECK (status IN ('PENDING', 'PROCESSING', 'COMPLETED', 'ERROR'));
END;
GO

IF OBJECT_ID(N'dbo.ck_medical_insurance_requests_mode', N'C') IS NULL
BEGIN
    ALTER TABLE dbo.medical_insurance_requests ADD
        CONSTRAINT ck_medical_insurance_requests_mode CHECK (mode IN ('sync', 'async', 'queue'));
END;
GO

IF OBJECT_ID(N'dbo.ck_medical_insurance_requests_asked_mode', N'C') IS NULL
BEGIN
    ALTER TABLE dbo.medical_insurance_requests ADD
        CONSTRAINT ck_medical_insurance_requests_asked_mode CHECK (asked_mode IN ('sync', 'async', 'queue'));
END;
GO

IF OBJECT_ID(N'dbo.ck_medical_insurance_requests_interface_class', N'C') IS NULL
BEGIN
    ALTER TABLE dbo.medical_insurance_requests ADD
        CONSTRAINT ck_medical_insurance_requests_interface_class CHECK (interface_class IN ('A', 'B', 'C'));
END;
GO

IF OBJECT_ID(N'dbo.ck_medical_insurance_requests_resolution', N'C') IS NULL
BEGIN
    ALTER TABLE dbo.medical_insurance_requests ADD
        CONSTRAINT ck_medical_insurance_requests_resolution CHECK (resolution IN ('happened', 'did_not_happen', 'reversed'));
END;
GO

IF NOT EXISTS (
    SELECT 1
    FROM sys.indexes AS i
    WHERE i.object_id = OBJECT_ID(N'dbo.medical_insurance_requests', N'U')
      AND i.name = N'idx_status_time'
)
BEGIN
    CREATE INDEX idx_status_time ON dbo.medical_insurance_requests (status, create_time);
END;
GO

IF NOT EXISTS (
    SELECT 1
    FROM sys.indexes AS i
    WHERE i.object_id = OBJECT_ID(N'dbo.medical_insurance_requests', N'U')
      AND i.name = N'ix_medical_insurance_requests_due'
)
BEGIN
    CREATE INDEX ix_medical_insurance_requests_due ON dbo.medical_insurance_requests (status, mode, due_at, request_id)
        INCLUDE (create_time);
END;

DROP INDEX IF EXISTS ix_medical_insurance_requests_queue ON dbo.medical_insurance_requests;
GO

IF NOT EXISTS (
    SELECT 1
    FROM sys.indexes AS i
    WHERE i.object_id = OBJECT_ID(N'dbo.medical_insurance_requests', N'U')
      AND i.name = N'ix_medical_insurance_requests_lease'
)
BEGIN
    CREATE INDEX ix_medical_insurance_requests_lease ON dbo.medical_insurance_requests (status, lease_until) INCLUDE (lease_token);
END;
GO

IF NOT EXISTS (
    SELECT 1
    FROM sys.indexes AS i
    WHERE i.object_id = OBJECT_ID(N'dbo.medical_insurance_requests', N'U')
      AND i.name = N'ix_medical_insurance_requests_input_hash'
)
BEGIN
    CREATE INDEX ix_medical_insurance_requests_input_hash ON dbo.medical_insurance_requests (input_hash, interface_code);
END;
GO

IF NOT EXISTS (
    SELECT 1
    FROM sys.indexes AS i
    WHERE i.object_id = OBJECT_ID(N'dbo.medical_insurance_requests', N'U')
      AND i.name = N'ix_medical_insurance_requests_request_key'
)
BEGIN
    CREATE INDEX ix_medical_insurance_requests_request_key ON dbo.medical_insurance_requests (request_key, interface_code);
END;
GO

IF NOT EXISTS (
    SELECT 1
    FROM sys.indexes AS i
    WHERE i.object_id = OBJECT_ID(N'dbo.medical_insurance_requests', N'U')
      AND i.name = N'ix_medical_insurance_requests_conflict_at'
)
BEGIN
    CREATE INDEX ix_medical_insurance_requests_conflict_at ON dbo.medical_insurance_requests (conflict_at);
END;
GO

IF NOT EXISTS (
    SELECT 1
    FROM sys.indexes AS i
    WHERE i.object_id = OBJECT_ID(N'dbo.medical_insurance_requests', N'U')
      AND i.name = N'ix_medical_insurance_requests_create_time'
)
BEGIN
    CREATE INDEX ix_medical_insurance_requests_create_time ON dbo.medical_insurance_requests (create_time, interface_code);
END;
GO

IF NOT EXISTS (
    SELECT 1
    FROM sys.indexes AS i
    WHERE i.object_id = OBJECT_ID(N'dbo.medical_insurance_requests', N'U')
      AND i.name = N'ix_medical_insurance_requests_mdtrt_id'
)
BEGIN
    CREATE INDEX ix_medical_insurance_requests_mdtrt_id ON dbo.medical_insurance_requests (mdtrt_id, request_id) INCLUDE (status);
END;
GO

IF NOT EXISTS (
    SELECT 1
    FROM sys.indexes AS i
    WHERE i.object_id = OBJECT_ID(N'dbo.medical_insurance_requests', N'U')
      AND i.name = N'ix_medical_insurance_requests_error_code'
)
BEGIN
    CREATE INDEX ix_medical_insurance_requests_error_code ON dbo.medical_insurance_requests (error_code, resolution);
END;
GO

IF NOT EXISTS (
    SELECT 1
    FROM sys.indexes AS i
    WHERE i.object_id = OBJECT_ID(N'dbo.medical_insurance_requests', N'U')
      AND i.name = N'ix_medical_insurance_requests_msgid'
)
BEGIN
    CREATE INDEX ix_medical_insurance_requests_msgid ON dbo.medical_insurance_requests (msgid);
END;
GO
