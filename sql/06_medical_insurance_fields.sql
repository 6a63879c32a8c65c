/*
The Chinese names of the fields in the insurer's replies, for fn_medical_insurance_fields: one row for each field of a node. The
installation fills it from schemas/; nothing else depends on it.
  node    where the field is below output: baseinfo; setlinfo.setldetail for a list in a node; output itself when it has fields
*/
IF OBJECT_ID(N'dbo.medical_insurance_fields', N'U') IS NULL
BEGIN
    CREATE TABLE dbo.medical_insurance_fields (
        interface_code varchar(10) NOT NULL,
        node nvarchar(200) NOT NULL,
        field nvarchar(100) NOT NULL,
        label nvarchar(200) NOT NULL,
        CONSTRAINT pk_medical_insurance_fields PRIMARY KEY CLUSTERED (interface_code, node, field)
    );
END;
GO
