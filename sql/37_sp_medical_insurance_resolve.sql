/*
Records the real outcome of a request with an unknown one, after a person has looked it up or reconciled it. The request then leaves
v_medical_insurance_unreconciled, and an identical call of HIS is no longer joined to it. Who recorded it and when is stored; the
request's own state stays as it was.
  @resolution   happened | did_not_happen | reversed
  @reference    the number at the insurer or of the reconciliation (setl_id, the msgid of the 2601)
Only for an unknown outcome of class B or C that is not yet resolved (51004 otherwise).
*/
CREATE OR ALTER PROCEDURE dbo.sp_medical_insurance_resolve
    @request_id int,
    @resolution varchar(20),
    @reference nvarchar(100) = NULL,
    @note nvarchar(1000) = NULL
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;
    SET TRANSACTION ISOLATION LEVEL READ COMMITTED;

    SET @resolution = LOWER(@resolution);

    IF @request_id IS NULL
    BEGIN
        THROW 51001, N'参数有误：@request_id 不能为空。', 1;
    END;

    IF @resolution IS NULL OR @resolution NOT IN ('happened', 'did_not_happen', 'reversed')
    BEGIN
        THROW 51004, N'@resolution 只能是 happened（已办理）、did_not_happen（未办理）或 reversed（已冲正）。', 1;
    END;

    IF NOT EXISTS (SELECT 1 FROM dbo.medical_insurance_requests AS r WHERE r.request_id = @request_id)
    BEGIN
        THROW 51003, N'没有这个请求编号：请检查 @request_id 和所连接的数据库。', 1;
    END;

    UPDATE r
    SET
        resolution = @resolution,
        resolved_at = SYSDATETIME(),
        resolved_by = ORIGINAL_LOGIN(),
        resolution_reference = @reference,
        resolution_note = @note,
        update_time = SYSDATETIME()
    FROM dbo.medical_insurance_requests AS r
    WHERE r.request_id = @request_id
      AND r.status = 'ERROR'
      AND r.error_code = 'OUTCOME_UNKNOWN'
      AND r.interface_class IN ('B', 'C')
      AND r.resolution IS NULL;

    IF @@ROWCOUNT = 0
    BEGIN
        THROW 51004, N'这个请求不能登记核实结果：只有结果未知（OUTCOME_UNKNOWN）、B 类或 C 类、尚未登记核实结果的请求可以。', 1;
    END;

    RETURN 0;
END;
GO
