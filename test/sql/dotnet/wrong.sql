CREATE TABLE #names (name nvarchar(100) NOT NULL);
DECLARE @error nvarchar(100) = '网关'
SELECT o.name FROM sys.objects AS o WHERE o.create_date < '2026-01-31';
SELECT N'grant ' + p.permission_name + N' TO ' + r.name FROM sys.database_permissions AS p INNER JOIN sys.database_principals AS r ON r.principal_id = p.grantee_principal_id;
SELECT d.name FROM sys.databases AS d UNION ALL SELECT NULL UNION ALL SELECT o.name FROM sys.objects AS o;
SELECT o.value FROM dbo.fields AS f CROSS APPLY OPENJSON(f.value) AS o WHERE o.[key] = f.field;
SELECT CASE WHEN 1 = 1 THEN o.name ELSE o.type_desc END FROM sys.objects AS o;
SELECT o.name FROM sys.objects AS o WHERE o.name = NULL OR o.object_id NOT IN (SELECT f.id FROM dbo.fields AS f);
SELECT CAST(N'abc' AS varbinary(10)), CAST(N'<a/>' AS xml), CONVERT(nvarchar(64), HASHBYTES('SHA2_256', N'a')), CAST('31.01.2026' AS date), CAST(N'a' AS nvarchar);
SELECT STRING_AGG(f.name, N',') FROM dbo.fields AS f;
INSERT INTO dbo.fields VALUES (1);
UPDATE dbo.fields SET id = 1;
DELETE FROM dbo.fields;
DECLARE @statement nvarchar(max) = N'SELECT FROM;';
DECLARE @id int = 1;
SET @ID = 2;
GO
DECLARE @path nvarchar(10) = N'$.a';
SELECT COUNT(CASE WHEN EXISTS (SELECT 1 FROM dbo.fields AS g) THEN 1 END) AS n FROM dbo.fields AS f;
SELECT JSON_VALUE(f.value, @path) AS a FROM dbo.fields AS f;
SELECT o.value FROM dbo.fields AS f CROSS APPLY OPENJSON(f.value, @path) AS o;
SELECT COUNT(*) AS n FROM dbo.fields AS f GROUP BY (SELECT MAX(g.id) FROM dbo.fields AS g);
UPDATE f SET id = 2 OUTPUT inserted.id FROM dbo.fields AS f WHERE f.id = 1;
ALTER TABLE dbo.fields ADD added int NULL;
UPDATE f SET added = 1 FROM dbo.fields AS f WHERE f.id = 1;
