/*
Internal: called by call and claim only, granted to nobody. Makes the sessions that are about to start a request for the same business
act wait for each other, until the end of the caller's transaction. It is taken before any row is locked.
@lock   as sp_getapplock gives it: negative when another session has held it for 10 s
*/
CREATE OR ALTER PROCEDURE dbo.sp_medical_insurance_lock_act
    @interface_code varchar(10),
    @request_key binary(32),
    @lock int OUTPUT
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;

    DECLARE @name nvarchar(255) = N'medical_insurance ' + @interface_code + N' ' + CONVERT(nvarchar(64), @request_key, 2);

    EXEC @lock = sys.sp_getapplock
        @Resource = @name,
        @LockMode = 'Exclusive',
        @LockOwner = 'Transaction',
        @LockTimeout = 10000;

    RETURN 0;
END;
GO
