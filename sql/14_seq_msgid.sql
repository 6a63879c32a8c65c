/*
The last four digits of a msgid. Together with institution and second they are unique as long as fewer than 10,000 msgids are made
within one second.
*/
IF OBJECT_ID(N'dbo.seq_msgid', N'SO') IS NULL
BEGIN
    CREATE SEQUENCE dbo.seq_msgid AS int START WITH 0 INCREMENT BY 1 MINVALUE 0 MAXVALUE 9999 CYCLE;
END;
GO
