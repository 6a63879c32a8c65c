/** Names and texts of everything in the database; what a second installation must not change. */
export const INVENTORY = `SELECT o.name, CAST(o.type AS nvarchar(128)) COLLATE DATABASE_DEFAULT AS kind, m.definition, CAST(NULL AS nvarchar(128)) AS detail
FROM sys.objects AS o
LEFT JOIN sys.sql_modules AS m
    ON m.object_id = o.object_id
WHERE o.name LIKE '%medical%'
   OR o.name LIKE 'seq%'
UNION ALL
SELECT t.name, N'column', NULL, c.name
FROM sys.tables AS t
INNER JOIN sys.columns AS c
    ON c.object_id = t.object_id
WHERE t.name LIKE 'medical%'
UNION ALL
SELECT r.name, N'grant', o.name, p.permission_name COLLATE DATABASE_DEFAULT
FROM sys.database_permissions AS p
INNER JOIN sys.database_principals AS r
    ON r.principal_id = p.grantee_principal_id
INNER JOIN sys.objects AS o
    ON o.object_id = p.major_id
WHERE r.name LIKE 'medical%'
ORDER BY 1, 2, 4, 3;`;
