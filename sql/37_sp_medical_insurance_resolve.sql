/*
Records the real outcome of a request with an unknown one, or with contradicting replies, after a person has looked it up or reconciled
it. The request then leaves v_medical_insurance_unreconciled, and a call of HIS for the same business act is no longer joined to it or
blocked by it. Who recorded it and when is stored; the request's own state stays as it was. The replies that are there count as judged:
only one that comes later can be a contradiction again. A resolution that was recorded before, with who and when, goes to the cause of
the latest attempt: a wrong record is corrected by a further one, and both stay.
  @resolution   happened | did_not_happen | reversed
  @reference    the number at the insurer or of the reconciliation (setl_id, the msgid of the 2601)
  @note         a correction needs one that says why, so that nobody overwrites what another person has just recorded
Only for class B or C, for an unknown outcome or for contradicting replies (51004 otherwise).
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

    DECLARE
        @now datetime2(3) = SYSDATETIME(),
        @resolved nvarchar(2000);

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

    BEGIN TRANSACTION;

    SELECT @resolved = CONCAT(
            N' [resolved ', r.resolution, N' by ', r.resolved_by, N' at ', CONVERT(nvarchar(23), r.resolved_at, 121),
            N': ', r.resolution_reference, N' ', r.resolution_note, N']'
        )
    FROM dbo.medical_insurance_requests AS r WITH (UPDLOCK)
    WHERE r.request_id = @request_id
      AND r.resolution IS NOT NULL;

    UPDATE r
    SET
        resolution = @resolution,
        resolved_at = @now,
        resolved_by = ORIGINAL_LOGIN(),
        resolution_reference = @reference,
        resolution_note = @note,
        conflict_at = NULL,
        update_time = @now
    FROM dbo.medical_insurance_requests AS r
    WHERE r.request_id = @request_id
      AND r.status IN ('COMPLETED', 'ERROR')
      AND r.interface_class IN ('B', 'C')
      AND (
          r.conflict_at IS NOT NULL
          OR (r.error_code = 'OUTCOME_UNKNOWN' AND r.resolution IS NULL)
          OR (r.resolution IS NOT NULL AND @note <> N'' AND @note <> ISNULL(r.resolution_note, N''))
      );

    IF @@ROWCOUNT = 0
    BEGIN
        COMMIT TRANSACTION;

        THROW 51004, N'这个请求不能登记核实结果：只有 B 类或 C 类、结果未知（OUTCOME_UNKNOWN）或应答互相矛盾（CONFLICT）的请求可以；更正已登记的结果时，@note 要写明更正的原因。', 1;
    END;

    UPDATE a
    SET cause = LEFT(CONCAT(a.cause, @resolved), 4000)
    FROM dbo.medical_insurance_attempts AS a
    INNER JOIN dbo.medical_insurance_requests AS r
        ON r.request_id = a.request_id
       AND r.attempt_count = a.attempt_no
    WHERE r.request_id = @request_id
      AND @resolved IS NOT NULL;

    UPDATE p
    SET judged_at = @now
    FROM dbo.medical_insurance_responses AS p
    WHERE p.request_id = @request_id
      AND p.judged_at IS NULL;

    COMMIT TRANSACTION;

    RETURN 0;
END;
GO
