import { createHash } from "node:crypto";

/**
 * Babelfish executes most of T-SQL, not all of it; the suite runs there with these substitutions, each for something that was
 * seen to be missing or different. A server that is not Babelfish gets every statement as it is.
 */
export function adaptToBabelfish(sql: string): readonly string[] {
  const adapted = withoutAliases(
    SUBSTITUTIONS.reduce((text, [pattern, replace]) => text.replace(pattern, replace), sql),
  );
  const module = /CREATE OR ALTER (FUNCTION|PROCEDURE|VIEW) (dbo\.\w+)/.exec(adapted);
  if (module === null) return [adapted];
  const [, kind = "", name = ""] = module;
  const create = adapted.replace("CREATE OR ALTER", "CREATE");
  if (kind === "PROCEDURE") return [`DROP ${kind} IF EXISTS ${name};`, create];
  // What another object reads cannot be dropped there: it stays as it was made.
  return [
    `IF OBJECT_ID(N'${name}') IS NULL\nBEGIN\n    EXEC sys.sp_executesql N'${create.replaceAll("'", "''")}';\nEND;`,
  ];
}

/** An UPDATE … OUTPUT … FROM t AS r works once in a session; the second time Babelfish mistakes the alias. */
function withoutAliases(sql: string): string {
  return sql.replace(
    /UPDATE (\w)\n([ ]+SET\n[^;]*?\n[ ]+OUTPUT\n[^;]*?)\n[ ]+FROM (dbo\.\w+) AS \1\n([ ]+WHERE [^;]*;)/g,
    (_, alias: string, assignments: string, table: string, condition: string) =>
      `UPDATE ${table}\n${assignments}\n${condition}`.replaceAll(
        new RegExp(`\\b${alias}\\.`, "g"),
        `${table.replace("dbo.", "")}.`,
      ),
  );
}

type Substitution = readonly [pattern: RegExp, replace: (match: string, ...groups: string[]) => string];

const SUBSTITUTIONS: readonly Substitution[] = [
  // No WAITFOR. pg_sleep can be reached as a function.
  [/WAITFOR DELAY '00:00:00\.100';/g, () => "DECLARE @waited sql_variant; SELECT @waited = pg_sleep(0.1);"],
  [/WAITFOR DELAY '00:00:00\.050';/g, () => "DECLARE @waited sql_variant; SELECT @waited = pg_sleep(0.05);"],
  [/WAITFOR DELAY '00:00:02';/g, () => "DECLARE @waited sql_variant; SELECT @waited = pg_sleep(2);"],
  // Takes a function that gives a table for one that is executed.
  [/GRANT SELECT ON dbo\.fn_/g, () => "GRANT EXECUTE ON dbo.fn_"],
  // Escapes each byte of a Chinese character.
  [/STRING_ESCAPE\(/g, () => "dbo.escape_for_test("],
  // No xp_cmdshell: a procedure of the test replaces it and writes the return value, which INSERT … EXEC loses, to a table.
  [
    /EXEC @exit = master\.sys\.xp_cmdshell @command;/g,
    () => "EXEC dbo.launch_for_test @command; SELECT @exit = e.code FROM dbo.exit_for_test AS e;",
  ],
  // INSERT … EXEC fills every column of its target, an identity too.
  [/line_no int IDENTITY\(1, 1\) NOT NULL PRIMARY KEY/g, () => "line_no int NULL"],
  // No sys.database_recovery_status: what it says is then not compared.
  [
    /LEFT JOIN sys\.database_recovery_status AS s\n/g,
    () =>
      "LEFT JOIN (SELECT 0 AS database_id, CAST(NULL AS uniqueidentifier) AS database_guid, CAST(NULL AS uniqueidentifier) AS recovery_fork_guid) AS s\n",
  ],
  // No WITH NOCHECK: the two checks that leave old rows alone are left out.
  [/ALTER TABLE dbo\.\w+ WITH NOCHECK ADD\s+CONSTRAINT[^;]*;/g, () => "PRINT N'';"],
  // Calls itself SQL Server 2014.
  [/compatibility_level < 130/g, () => "compatibility_level < 120"],
  [
    /OBJECT_ID\(N'dbo\.(\w+)', N'U'\)\n(\s+AND i\.name = )N'(\w+)'/g,
    (_, table, and, index) => `OBJECT_ID(N'dbo.${table}', N'U')\n${and}N'${indexName(table, index)}'`,
  ],
  // Takes no LOOP JOIN.
  [/\n\s+OPTION \(LOOP JOIN\)/g, () => ""],
  // Reads the bytes as text instead of writing them in hexadecimal: one lock for all acts of an interface.
  [/CONVERT\(nvarchar\(64\), @request_key, 2\)/g, () => "N''"],
  // An UPDATE … OUTPUT knows no CROSS APPLY.
  [/\n\s+CROSS APPLY \(\n\s+SELECT COUNT\(\*\) AS deaths\n[\s\S]*?\) AS d(?=\n)/g, () => ""],
  [
    /\bd\.deaths\b/g,
    () =>
      "(SELECT COUNT(*) FROM dbo.medical_insurance_attempts AS a WHERE a.request_id = r.request_id AND a.closed_at IS NULL)",
  ],
  // Gives the first 4,000 characters or fails.
  [
    /OBJECT_DEFINITION\((OBJECT_ID\(N'dbo\.\w+', N'P'\))\)/g,
    (_, id) => `(SELECT m.definition FROM sys.sql_modules AS m WHERE m.object_id = ${id})`,
  ],
  // Gives 0 to the owner too.
  [/ISNULL\(HAS_PERMS_BY_NAME\(DB_NAME\(\), 'DATABASE', 'VIEW DEFINITION'\), 0\)/g, () => "1"],
  // A role with a right on a table that stays cannot be dropped.
  [
    /(?=DROP ROLE IF EXISTS medical_insurance_operator;)/g,
    () => "REVOKE SELECT ON dbo.medical_insurance_purges FROM medical_insurance_operator;\n",
  ],
  // No certificates: the installation is told that its login may not sign.
  [/ISNULL\(IS_SRVROLEMEMBER\(N'sysadmin'\), 0\) AS is_sysadmin/g, () => "0 AS is_sysadmin"],
  [/IF ISNULL\(IS_SRVROLEMEMBER\(N'sysadmin'\), 0\) = 0$/gm, () => "IF 1 = 1"],
  [/^IF EXISTS \(SELECT 1 FROM sys\.certificates[\s\S]*?^END;/gm, () => "PRINT N'';"],
];

/** Babelfish puts the table and a hash behind the name of an index, and cuts what is too long. */
function indexName(table: string, index: string): string {
  const md5 = (text: string): string => createHash("md5").update(text).digest("hex");
  const name = `${index}${table}${md5(index)}`;
  return name.length < 64 ? name : `${name.slice(0, 31)}${md5(name)}`;
}

/** What the substitutions refer to. */
export const STAND_INS: readonly string[] = [
  // REPLACE takes a doubled backslash in the new text for one.
  `CREATE FUNCTION dbo.escape_for_test(@text nvarchar(max), @type nvarchar(10)) RETURNS nvarchar(max) AS
BEGIN
    SET @text = REPLACE(REPLACE(@text, '\\', '\\\\\\\\'), '"', '\\"');
    RETURN REPLACE(REPLACE(REPLACE(@text, CHAR(10), '\\n'), CHAR(13), '\\r'), CHAR(9), '\\t');
END;`,
  "CREATE TABLE dbo.exit_for_test (code int NOT NULL);",
  "INSERT INTO dbo.exit_for_test (code) VALUES (1);",
  `CREATE PROCEDURE dbo.launch_for_test @command nvarchar(400) AS
BEGIN
    SELECT N'cannot run ' + @command AS line;
END;`,
];
