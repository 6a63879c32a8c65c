/*
Internal: called by call only, granted to nobody. Gives the hash by which requests for the same business act are found: of the values
of the interface's key fields, whatever else the input says and however it is written, or of the whole text where it has none.
@key_fields    a JSON list of field names; an empty list: each request is an act of its own; NULL: the text is the act
@request_key   NULL with an empty list. The hash of the text when one of the fields has no value in this input
A field is looked for in the input's three forms: among flat fields, in the objects of the interface's nodes, and in both below "input".
A number and a text with the same digits are the same value; blanks around a value do not count. Only the hash is stored, because the
values may be a person's.
*/
CREATE OR ALTER PROCEDURE dbo.sp_medical_insurance_read_request_key
    @key_fields nvarchar(400),
    @input_data nvarchar(max),
    @request_key binary(32) OUTPUT
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;
    SET TRANSACTION ISOLATION LEVEL READ COMMITTED;

    DECLARE
        @input nvarchar(max) = ISNULL(JSON_QUERY(@input_data, '$.input'), @input_data),
        @field_count int,
        @place int = 0,
        @field nvarchar(400),
        @value nvarchar(max),
        @values nvarchar(max) = N'';

    SET @request_key = NULL;

    SELECT @field_count = COUNT(*)
    FROM OPENJSON(@key_fields) AS f;

    IF @key_fields IS NOT NULL AND @field_count = 0
    BEGIN
        RETURN 0;
    END;

    WHILE @place < @field_count
    BEGIN
        SELECT @field = f.value
        FROM OPENJSON(@key_fields) AS f
        WHERE f.[key] = CAST(@place AS nvarchar(11));

        -- Types of OPENJSON: 1 text, 2 number, 3 true or false, 5 object.
        SELECT @value = MIN(found.value)
        FROM (
            SELECT LTRIM(RTRIM(v.value)) COLLATE Latin1_General_BIN2 AS value
            FROM OPENJSON(@input) AS v
            WHERE v.[key] = @field
              AND v.type IN (1, 2, 3)
            UNION ALL
            SELECT LTRIM(RTRIM(v.value)) COLLATE Latin1_General_BIN2 AS value
            FROM OPENJSON(@input) AS n
            CROSS APPLY OPENJSON(CASE WHEN n.type = 5 THEN n.value END) AS v
            WHERE v.[key] = @field
              AND v.type IN (1, 2, 3)
        ) AS found
        WHERE found.value <> N'';

        IF @value IS NULL
        BEGIN
            SET @values = N'';
            BREAK;
        END;

        -- The length before each value keeps two of them apart.
        SET @values = @values + CAST(DATALENGTH(@value) AS nvarchar(11)) + N':' + @value + N';';
        SET @place = @place + 1;
    END;

    SET @request_key = HASHBYTES('SHA2_256', ISNULL(NULLIF(@values, N''), @input_data));

    RETURN 0;
END;
GO
