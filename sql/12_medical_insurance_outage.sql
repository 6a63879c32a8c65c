/*
What is known of whether the insurer can be reached, one row, so that all processes know it. finish writes it when a run of a sync or
async call reached nobody (sp_medical_insurance_note_reach); call reads it (sp_medical_insurance_hold_back). While the insurer answers,
nothing is written.
  unreached_count   runs in a row that reached nobody; a byte of any reply ends the row
  unreached_since   when the first of them began; latest_at: when the latest ended
  held_since        sync and async calls are held back since then; NULL: they are not
  probe_at          the first call from then on is sent, to see whether the insurer can be reached again
  within_seconds    from the processor's configuration: with more time between two runs, or since the latest and the latest probe, what
                    was known before counts no longer
  answered_at       when the insurer answered after the latest such row: a run that had begun before tells nothing about now
*/
IF OBJECT_ID(N'dbo.medical_insurance_outage', N'U') IS NULL
BEGIN
    CREATE TABLE dbo.medical_insurance_outage (
        line int NOT NULL,
        unreached_count int NOT NULL,
        unreached_since datetime2(3) NULL,
        latest_at datetime2(3) NULL,
        held_since datetime2(3) NULL,
        probe_at datetime2(3) NULL,
        within_seconds int NULL,
        answered_at datetime2(3) NULL,
        CONSTRAINT pk_medical_insurance_outage PRIMARY KEY CLUSTERED (line),
        CONSTRAINT ck_medical_insurance_outage_line CHECK (line = 1)
    );
END;
GO

IF NOT EXISTS (SELECT 1 FROM dbo.medical_insurance_outage AS o)
BEGIN
    INSERT INTO dbo.medical_insurance_outage (
        line,
        unreached_count
    )
    VALUES (
        1,
        0
    );
END;
GO
