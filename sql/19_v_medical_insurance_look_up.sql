/*
Internal, granted to nobody. What a person needs for each request whose outcome is unknown and not resolved, or whose
replies contradict each other: the inputs to look it up and to reverse it, written with the values of its own input. It is a view so
that the result view and the unreconciled view say the same.
  look_up_input      the @input_data of look_with; NULL where the interface has none
  look_up_blank, look_up_missing, reversal_missing   fn_medical_insurance_fill_input has what they mean
  reversal_input     the @input_data of 2601; NULL where 2601 cannot reverse the interface, or it was never sent
  cancel_with        the interface that takes it back and that the specification prefers to 2601
*/
CREATE OR ALTER VIEW dbo.v_medical_insurance_look_up
AS
SELECT
    r.request_id,
    look_up.input AS look_up_input,
    look_up.blank AS look_up_blank,
    look_up.missing AS look_up_missing,
    reversal.input AS reversal_input,
    reversal.missing AS reversal_missing,
    CASE r.interface_code
        WHEN '2102' THEN N'2103'
        WHEN '2207' THEN N'2208'
        WHEN '2304' THEN N'2305'
        WHEN '2401' THEN N'2404'
    END AS cancel_with
FROM (
    -- Two searches, so that each uses its index; one condition with OR reads every request that ended as an error.
    SELECT u.request_id
    FROM dbo.medical_insurance_requests AS u
    WHERE u.error_code = 'OUTCOME_UNKNOWN'
      AND u.resolution IS NULL
      AND u.status = 'ERROR'
    UNION
    SELECT c.request_id
    FROM dbo.medical_insurance_requests AS c
    WHERE c.conflict_at IS NOT NULL
) AS k
INNER JOIN dbo.medical_insurance_requests AS r
    ON r.request_id = k.request_id
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
) AS reversal;
GO
