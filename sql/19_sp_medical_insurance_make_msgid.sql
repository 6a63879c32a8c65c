/*
Internal: called by call and prepare_claim only, granted to nobody. Makes a msgid: institution code, second and four digits of
seq_msgid. NULL when the code is not known.
*/
CREATE OR ALTER PROCEDURE dbo.sp_medical_insurance_make_msgid
    @fixmedins_code varchar(12),
    @msgid varchar(30) OUTPUT
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    DECLARE
        @clock datetime = GETDATE(),
        @number int;

    SET @msgid = NULL;

    IF @fixmedins_code IS NULL
    BEGIN
        RETURN 0;
    END;

    SET @number = NEXT VALUE FOR dbo.seq_msgid;
    SET @msgid = @fixmedins_code
        + CONVERT(char(8), @clock, 112)
        + REPLACE(CONVERT(char(8), @clock, 108), ':', '')
        + RIGHT('000' + CAST(@number AS varchar(4)), 4);

    RETURN 0;
END;
GO
