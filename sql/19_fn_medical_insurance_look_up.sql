/*
Internal, granted to nobody. What a person does about a request whose outcome is unknown and not recorded, or whose replies contradict
each other: one row; none for any other request. The inputs to look it up and to reverse it are written with the values of its own
input. It is a function of one request, so that nothing is written for a request that is not asked for, whatever plan the server
chooses; the result view and the unreconciled view say the same by it.
  look_up_input    the @input_data of look_with; NULL where the interface has none. A field that a person has to fill in is empty in
                   it, and next_action names it
  reversal_input   the @input_data of 2601; NULL where 2601 cannot reverse the interface, it was never sent, or a person has to fill in
                   a field
  next_action      with both inputs and the statement that records the outcome, ready to run
*/
CREATE OR ALTER FUNCTION dbo.fn_medical_insurance_look_up (
    @request_id int
)
RETURNS TABLE
AS
RETURN
SELECT
    r.request_id,
    look_up.input AS look_up_input,
    CASE WHEN reversal.missing IS NULL THEN reversal.input END AS reversal_input,
    CAST(
        CASE
            WHEN r.conflict_at IS NOT NULL THEN N'医保端的应答互相矛盾，请勿重复办理。'
            ELSE N'结果未知，请勿重复办理。'
        END
        + CASE
            WHEN i.look_with IS NULL THEN N'请与医保经办机构对账，核实是否已办理'
            ELSE N'请用 ' + i.look_with + N' 查询，核实是否已办理'
        END
        + ISNULL(N'，入参：' + look_up.input, N'')
        + ISNULL(N'（' + look_up.blank + N' 此时还没有，留空发送）', N'')
        + ISNULL(N'（' + look_up.missing + N' 在本请求的入参里没有，请先填写）', N'')
        + CASE
            WHEN r.conflict_at IS NOT NULL OR reversal.input IS NULL THEN N''
            ELSE N'；如已办理且需撤销，'
                + ISNULL(
                    N'优先用 ' + CASE r.interface_code
                        WHEN '2102' THEN N'2103'
                        WHEN '2207' THEN N'2208'
                        WHEN '2304' THEN N'2305'
                        WHEN '2401' THEN N'2404'
                    END + N' 撤销，不能撤销时才',
                    N''
                )
                + N'用 2601 冲正（规范要求慎用），入参：' + reversal.input
                + ISNULL(N'（' + reversal.missing + N' 在本请求的入参里没有，请先填写）', N'')
        END
        + N'。核实后登记结果：EXEC dbo.sp_medical_insurance_resolve @request_id = ' + CAST(r.request_id AS nvarchar(11))
        + N', @resolution = ''happened''（已办理；未办理写 did_not_happen，已冲正写 reversed）'
    AS nvarchar(4000)) AS next_action
FROM dbo.medical_insurance_requests AS r
LEFT JOIN dbo.medical_insurance_interfaces AS i
    ON i.interface_code = r.interface_code
OUTER APPLY dbo.fn_medical_insurance_fill_input(
    i.look_input,
    r.input_data,
    r.create_time,
    ISNULL(r.update_time, r.create_time),
    LEFT(r.msgid, 12)
) AS look_up
OUTER APPLY dbo.fn_medical_insurance_fill_input(
    CASE
        WHEN i.reversible = 1
            THEN N'{"node":"data","fields":[{"field":"psn_no"},{"field":"omsgid","default":"' + STRING_ESCAPE(r.msgid, 'json')
                + N'"},{"field":"oinfno","default":"' + STRING_ESCAPE(r.interface_code, 'json') + N'"}]}'
    END,
    r.input_data,
    r.create_time,
    r.create_time,
    LEFT(r.msgid, 12)
) AS reversal
WHERE r.request_id = @request_id
  AND (
      r.conflict_at IS NOT NULL
      OR (r.status = 'ERROR' AND r.error_code = 'OUTCOME_UNKNOWN' AND r.resolution IS NULL)
  );
GO
