/*
Internal, granted to nobody. The input of an interface, written with the values that another request's input has, so that a person who
looks up or reverses that request composes no JSON. One row, or none when @template or @input_data is NULL or not JSON.
  @template    {"node": "data", "fields": [{"field": "psn_no"}, {"field": "setl_id", "default": ""}, …]}, at most 8 fields. Without a
               node the fields are directly in the input. A field with "optional" is left out when it has no value
  @first_day, @last_day, @fixmedins_code   what {from}, {until} and {fixmedins_code} in a default stand for. A value of the field that begins
               with an earlier day than @first_day replaces that day
  input        envelope fields next to "input" are those of @input_data: with another insuplc_admdvs the insurer does not find the person
  blank        the fields that are sent empty because @input_data has no value for them
  missing      the same, of fields that the interface certainly needs: a person fills them in. The processor refuses them empty
A value is looked for as sp_medical_insurance_read_request_key does it, and in the rows of lists. Two different values for one field
count as none: a pair of values that belong to two visits would find nothing, as if nothing had been done.
*/
CREATE OR ALTER FUNCTION dbo.fn_medical_insurance_fill_input (
    @template nvarchar(1000),
    @input_data nvarchar(max),
    @first_day date,
    @last_day date,
    @fixmedins_code varchar(12)
)
RETURNS TABLE
AS
RETURN
SELECT
    CASE
        WHEN JSON_QUERY(@input_data, '$.input') IS NULL THEN written.text
        ELSE JSON_MODIFY(@input_data, '$.input', JSON_QUERY(written.text))
    END AS input,
    STUFF(
        CONCAT(
            filled.blank_1, filled.blank_2, filled.blank_3, filled.blank_4,
            filled.blank_5, filled.blank_6, filled.blank_7, filled.blank_8
        ), 1, 1, N''
    ) AS blank,
    STUFF(
        CONCAT(
            filled.missing_1, filled.missing_2, filled.missing_3, filled.missing_4,
            filled.missing_5, filled.missing_6, filled.missing_7, filled.missing_8
        ), 1, 1, N''
    ) AS missing
FROM (
    SELECT ISNULL(JSON_QUERY(@input_data, '$.input'), @input_data) AS input
    WHERE ISJSON(@input_data) = 1
      AND ISJSON(@template) = 1
) AS s
CROSS APPLY (
    SELECT
        MAX(CASE WHEN p.place = 0 THEN p.pair END) AS pair_1,
        MAX(CASE WHEN p.place = 1 THEN p.pair END) AS pair_2,
        MAX(CASE WHEN p.place = 2 THEN p.pair END) AS pair_3,
        MAX(CASE WHEN p.place = 3 THEN p.pair END) AS pair_4,
        MAX(CASE WHEN p.place = 4 THEN p.pair END) AS pair_5,
        MAX(CASE WHEN p.place = 5 THEN p.pair END) AS pair_6,
        MAX(CASE WHEN p.place = 6 THEN p.pair END) AS pair_7,
        MAX(CASE WHEN p.place = 7 THEN p.pair END) AS pair_8,
        MAX(CASE WHEN p.place = 0 THEN p.blank END) AS blank_1,
        MAX(CASE WHEN p.place = 1 THEN p.blank END) AS blank_2,
        MAX(CASE WHEN p.place = 2 THEN p.blank END) AS blank_3,
        MAX(CASE WHEN p.place = 3 THEN p.blank END) AS blank_4,
        MAX(CASE WHEN p.place = 4 THEN p.blank END) AS blank_5,
        MAX(CASE WHEN p.place = 5 THEN p.blank END) AS blank_6,
        MAX(CASE WHEN p.place = 6 THEN p.blank END) AS blank_7,
        MAX(CASE WHEN p.place = 7 THEN p.blank END) AS blank_8,
        MAX(CASE WHEN p.place = 0 THEN p.missing END) AS missing_1,
        MAX(CASE WHEN p.place = 1 THEN p.missing END) AS missing_2,
        MAX(CASE WHEN p.place = 2 THEN p.missing END) AS missing_3,
        MAX(CASE WHEN p.place = 3 THEN p.missing END) AS missing_4,
        MAX(CASE WHEN p.place = 4 THEN p.missing END) AS missing_5,
        MAX(CASE WHEN p.place = 5 THEN p.missing END) AS missing_6,
        MAX(CASE WHEN p.place = 6 THEN p.missing END) AS missing_7,
        MAX(CASE WHEN p.place = 7 THEN p.missing END) AS missing_8
    FROM (
        SELECT
            v.place,
            CASE
                WHEN v.value IS NOT NULL OR v.optional IS NULL
                    THEN N',"' + v.field + N'":"' + STRING_ESCAPE(ISNULL(v.value, N''), 'json') + N'"'
            END AS pair,
            CASE WHEN v.value = N'' THEN N'、' + v.field END AS blank,
            CASE WHEN v.value IS NULL AND v.optional IS NULL THEN N'、' + v.field END AS missing
        FROM (
            SELECT
                f.place,
                f.field,
                f.optional,
                CASE
                    WHEN f.usual LIKE N'{%'
                        THEN REPLACE(
                            REPLACE(
                                REPLACE(f.usual, N'{fixmedins_code}', ISNULL(@fixmedins_code, '')),
                                N'{from}',
                                CASE
                                    WHEN g.value LIKE N'[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]%'
                                        AND LEFT(g.value, 10) < CONVERT(nvarchar(10), @first_day, 23)
                                        THEN LEFT(g.value, 10)
                                    ELSE CONVERT(nvarchar(10), @first_day, 23)
                                END
                            ),
                            N'{until}',
                            CONVERT(nvarchar(10), @last_day, 23)
                        )
                    ELSE ISNULL(g.value, f.usual)
                END AS value
            FROM (
                SELECT
                    CAST(t.[key] AS int) AS place,
                    JSON_VALUE(t.value, '$.field') AS field,
                    JSON_VALUE(t.value, '$.default') AS usual,
                    JSON_VALUE(t.value, '$.optional') AS optional
                FROM OPENJSON(@template, '$.fields') AS t
            ) AS f
            OUTER APPLY (
                SELECT CASE WHEN MIN(found.value) = MAX(found.value) THEN MIN(found.value) END AS value
                FROM (
                    -- Types of OPENJSON: 1 text, 2 number, 3 true or false, 4 list, 5 object.
                    SELECT
                        v.[key] AS field,
                        LTRIM(RTRIM(v.value)) COLLATE Latin1_General_BIN2 AS value
                    FROM OPENJSON(s.input) AS v
                    WHERE v.type IN (1, 2, 3)
                    UNION ALL
                    SELECT
                        v.[key],
                        LTRIM(RTRIM(v.value)) COLLATE Latin1_General_BIN2
                    FROM OPENJSON(s.input) AS n
                    CROSS APPLY OPENJSON(CASE WHEN n.type = 5 THEN n.value END) AS v
                    WHERE v.type IN (1, 2, 3)
                    UNION ALL
                    SELECT
                        v.[key],
                        LTRIM(RTRIM(v.value)) COLLATE Latin1_General_BIN2
                    FROM OPENJSON(s.input) AS n
                    CROSS APPLY OPENJSON(CASE WHEN n.type = 4 THEN n.value END) AS e
                    CROSS APPLY OPENJSON(CASE WHEN e.type = 5 THEN e.value END) AS v
                    WHERE v.type IN (1, 2, 3)
                ) AS found
                WHERE found.field COLLATE Latin1_General_BIN2 = f.field COLLATE Latin1_General_BIN2
                  AND found.value <> N''
            ) AS g
        ) AS v
    ) AS p
) AS filled
CROSS APPLY (
    SELECT
        CASE WHEN k.node IS NULL THEN N'{' ELSE N'{"' + k.node + N'":{' END
            + STUFF(
                CONCAT(
                    N',', filled.pair_1, filled.pair_2, filled.pair_3, filled.pair_4,
                    filled.pair_5, filled.pair_6, filled.pair_7, filled.pair_8
                ), 1, CASE WHEN COALESCE(
                    filled.pair_1, filled.pair_2, filled.pair_3, filled.pair_4,
                    filled.pair_5, filled.pair_6, filled.pair_7, filled.pair_8
                ) IS NULL THEN 1 ELSE 2 END, N''
            )
            + CASE WHEN k.node IS NULL THEN N'}' ELSE N'}}' END AS text
    FROM (SELECT JSON_VALUE(@template, '$.node') AS node) AS k
) AS written;
GO
