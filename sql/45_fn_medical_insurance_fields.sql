/*
The output of a request's latest reply as rows, for programs that cannot read JSON: one row for each field.
  node     where the field is: baseinfo; setlinfo.setldetail for a list in a node; output when the output itself has fields
  row_no   the row of the node, from 1, counted through the whole reply
  field    its name, as in the specification
  label    its Chinese name; NULL when the specification does not have the field
  value    as the insurer sent it, a number with all its digits; NULL for null
  path     the place in response_data; rows of a list in a list belong to the row whose path theirs begins with
No rows: the request has no reply yet, or its reply has no output. A reply that is nested more than 20 deep is read to there.
*/
CREATE OR ALTER FUNCTION dbo.fn_medical_insurance_fields (@request_id int)
RETURNS TABLE
AS
RETURN
WITH parts AS (
    SELECT
        r.interface_code,
        CAST(N'' AS nvarchar(200)) COLLATE DATABASE_DEFAULT AS node,
        CAST(N'' AS nvarchar(100)) COLLATE DATABASE_DEFAULT AS field,
        CAST(N'$.output' AS nvarchar(1000)) COLLATE DATABASE_DEFAULT AS path,
        CAST(N'' AS nvarchar(400)) COLLATE DATABASE_DEFAULT AS place,
        CAST(o.value AS nvarchar(max)) COLLATE DATABASE_DEFAULT AS value,
        CAST(o.type AS int) AS type,
        0 AS depth
    FROM dbo.v_medical_insurance_result AS r
    CROSS APPLY OPENJSON(CASE WHEN ISJSON(r.response_data) = 1 THEN r.response_data END) AS o
    WHERE r.request_id = @request_id
      AND o.[key] = N'output'
      AND o.type IN (4, 5)
    UNION ALL
    SELECT
        p.interface_code,
        CAST(
            CASE
                WHEN p.type = 4 OR c.type NOT IN (4, 5) THEN p.node
                WHEN p.node = N'' THEN c.[key] COLLATE DATABASE_DEFAULT
                ELSE p.node + N'.' + c.[key] COLLATE DATABASE_DEFAULT
            END AS nvarchar(200)
        ) COLLATE DATABASE_DEFAULT,
        CAST(CASE WHEN p.type = 4 THEN N'' ELSE c.[key] COLLATE DATABASE_DEFAULT END AS nvarchar(100)) COLLATE DATABASE_DEFAULT,
        CAST(
            p.path + CASE
                WHEN p.type = 4 THEN N'[' + c.[key] COLLATE DATABASE_DEFAULT + N']'
                ELSE N'.' + c.[key] COLLATE DATABASE_DEFAULT
            END AS nvarchar(1000)
        ) COLLATE DATABASE_DEFAULT,
        CAST(
            CASE
                WHEN p.type = 4 THEN p.place + RIGHT(N'0000000' + c.[key] COLLATE DATABASE_DEFAULT, 8)
                ELSE p.place
            END AS nvarchar(400)
        ) COLLATE DATABASE_DEFAULT,
        CAST(c.value AS nvarchar(max)) COLLATE DATABASE_DEFAULT,
        CAST(c.type AS int),
        p.depth + 1
    FROM parts AS p
    CROSS APPLY OPENJSON(p.value) AS c
    WHERE p.type IN (4, 5)
      AND p.depth < 20
)
SELECT
    CASE WHEN p.node = N'' THEN N'output' ELSE p.node END AS node,
    CAST(DENSE_RANK() OVER (PARTITION BY p.node ORDER BY p.place) AS int) AS row_no,
    p.field,
    f.label,
    p.value,
    p.path
FROM parts AS p
LEFT JOIN dbo.medical_insurance_fields AS f
    ON f.interface_code = p.interface_code
   AND f.node = CASE WHEN p.node = N'' THEN N'output' ELSE p.node END
   AND f.field = p.field
WHERE p.type NOT IN (4, 5);
GO
