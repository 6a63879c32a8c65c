/*
What `processor report` is made of: one row for each request of the last @minutes with its outcome, and for each older one that a person
must still check. It reads only, and gives no input, no reply and no text of the insurer, which may name a patient; @reveal = 1 adds the
text.
  duration_ms   how long the attempt took that has the latest response
  amounts       of a success: the four sums of node setlinfo in the reply, as they are written there; NULL where it has none
  reason        OUTCOME_UNKNOWN or CONFLICT while it is in v_medical_insurance_unreconciled
@since, @until  the period, by the database's clock
*/
CREATE OR ALTER PROCEDURE dbo.sp_medical_insurance_report
    @minutes int,
    @reveal bit = 0,
    @since datetime2(3) = NULL OUTPUT,
    @until datetime2(3) = NULL OUTPUT
AS
BEGIN
    SET NOCOUNT, XACT_ABORT ON;
    SET TRANSACTION ISOLATION LEVEL READ COMMITTED;

    IF @minutes IS NULL OR @minutes < 1 OR @minutes > 527040
    BEGIN
        THROW 51001, N'参数有误：@minutes 须在 1 到 527040（366 天）之间。', 1;
    END;

    SET @until = SYSDATETIME();
    SET @since = DATEADD(MINUTE, -@minutes, @until);

    SELECT
        v.request_id,
        v.interface_code,
        i.name AS interface_name,
        v.request_time,
        v.result_status,
        v.error_code,
        v.infcode,
        CASE WHEN @reveal = 1 THEN v.err_msg END AS err_msg,
        v.duration_ms,
        v.attempt_count,
        JSON_VALUE(reply.text, '$.output.setlinfo.medfee_sumamt') AS medfee_sumamt,
        JSON_VALUE(reply.text, '$.output.setlinfo.fund_pay_sumamt') AS fund_pay_sumamt,
        JSON_VALUE(reply.text, '$.output.setlinfo.acct_pay') AS acct_pay,
        JSON_VALUE(reply.text, '$.output.setlinfo.psn_cash_pay') AS psn_cash_pay,
        u.reason
    FROM (
        SELECT r.request_id
        FROM dbo.medical_insurance_requests AS r
        WHERE r.create_time >= @since
        UNION
        SELECT k.request_id
        FROM dbo.v_medical_insurance_unrecorded AS k
    ) AS shown
    INNER JOIN dbo.v_medical_insurance_result AS v
        ON v.request_id = shown.request_id
    LEFT JOIN dbo.medical_insurance_interfaces AS i
        ON i.interface_code = v.interface_code
    LEFT JOIN dbo.v_medical_insurance_unrecorded AS u
        ON u.request_id = v.request_id
    CROSS APPLY (
        SELECT CASE WHEN v.result_status = 'SUCCESS' AND v.interface_class = 'C' THEN v.response_data END AS text
    ) AS reply
    ORDER BY v.request_id
    OPTION (RECOMPILE);
END;
GO
