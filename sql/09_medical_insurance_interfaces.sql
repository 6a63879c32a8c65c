/*
What the database knows about an interface: its class (A query, B keyed upload, C money or state), whether 2601 can reverse it, the
interface with which an unknown outcome is looked up, and look_input, the input of that interface as fn_medical_insurance_fill_input
reads it; and key_fields, a JSON list of the fields whose values together name one business
act (class C; an empty list: each request is an act of its own; NULL: the whole text of the input names the act). The installation fills
it from schemas/; rows that a hospital added stay. An interface that is not in this table counts as class C.
*/
IF OBJECT_ID(N'dbo.medical_insurance_interfaces', N'U') IS NULL
BEGIN
    CREATE TABLE dbo.medical_insurance_interfaces (
        interface_code varchar(10) NOT NULL,
        name nvarchar(100) NOT NULL,
        class char(1) NOT NULL,
        reversible bit NOT NULL,
        look_with varchar(10) NULL,
        CONSTRAINT pk_medical_insurance_interfaces PRIMARY KEY CLUSTERED (interface_code)
    );
END;
GO

IF OBJECT_ID(N'dbo.ck_medical_insurance_interfaces_class', N'C') IS NULL
BEGIN
    ALTER TABLE dbo.medical_insurance_interfaces ADD
        CONSTRAINT ck_medical_insurance_interfaces_class CHECK (class IN ('A', 'B', 'C'));
END;
GO

IF COL_LENGTH(N'dbo.medical_insurance_interfaces', N'key_fields') IS NULL
BEGIN
    ALTER TABLE dbo.medical_insurance_interfaces ADD key_fields nvarchar(400) NULL;
END;
GO

IF COL_LENGTH(N'dbo.medical_insurance_interfaces', N'look_input') IS NULL
BEGIN
    ALTER TABLE dbo.medical_insurance_interfaces ADD look_input nvarchar(1000) NULL;
END;
GO

IF OBJECT_ID(N'dbo.ck_medical_insurance_interfaces_key_fields', N'C') IS NULL
BEGIN
    ALTER TABLE dbo.medical_insurance_interfaces ADD
        CONSTRAINT ck_medical_insurance_interfaces_key_fields CHECK (ISJSON(key_fields) = 1);
END;
GO
