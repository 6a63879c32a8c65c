/*
The newest requests first, for `processor list`. A filter that is NULL lets everything pass. Reads only, and gives nothing of inputs
and replies.
  @since, @until    of the time at which HIS stored the request: from the first, before the second
  @unreconciled     1: only what v_medical_insurance_unreconciled has
*/
CREATE OR ALTER PROCEDURE dbo.sp_medical_insurance_list
    @limit int,
    @status varchar(20) = NULL,
    @error_code varchar(30) = NULL,
    @interface_code varchar(10) = NULL,
    @interface_class char(1) = NULL,
    @since datetime2(3) = NULL,
    @until datetime2(3) = NULL,
    @unreconciled bit = 0
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;
    SET TRANSACTION ISOLATION LEVEL READ COMMITTED;

    DECLARE @unrecorded TABLE (request_id int NOT NULL PRIMARY KEY);

    IF @limit IS NULL OR @limit < 1
    BEGIN
        THROW 51001, N'参数有误：@limit 至少为 1。', 1;
    END;

    -- First, and the list is compiled when their number is known: else the server may look for them from the newest request on.
    INSERT INTO @unrecorded (request_id)
    SELECT u.request_id
    FROM dbo.v_medical_insurance_unrecorded AS u
    WHERE @unreconciled = 1;

    SELECT TOP (@limit)
        r.request_id,
        r.interface_code,
        i.name AS interface_name,
        r.interface_class,
        ISNULL(r.asked_mode, r.mode) AS mode,
        r.status,
        r.error_code,
        r.msgid,
        r.create_time AS request_time,
        r.attempt_count,
        r.resolution
    FROM dbo.medical_insurance_requests AS r
    LEFT JOIN dbo.medical_insurance_interfaces AS i
        ON i.interface_code = r.interface_code
    WHERE (@status IS NULL OR r.status = @status)
      AND (@error_code IS NULL OR r.error_code = @error_code)
      AND (@interface_code IS NULL OR r.interface_code = @interface_code)
      AND (@interface_class IS NULL OR r.interface_class = @interface_class)
      AND (@since IS NULL OR r.create_time >= @since)
      AND (@until IS NULL OR r.create_time < @until)
      AND (
          ISNULL(@unreconciled, 0) = 0
          OR r.request_id IN (
              SELECT u.request_id
              FROM @unrecorded AS u
          )
      )
    ORDER BY
        r.request_id DESC
    OPTION (RECOMPILE);

    RETURN 0;
END;
GO
