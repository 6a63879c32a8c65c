/*
Internal, granted to nobody. The insurer's replies to a request, one row for each attempt that got one; late ones too.
  reply       SUCCESS | REFUSED. A row of before the column existed is read by its infcode
  output      what the reply gives, without the envelope around it, which is another one in each reply
  judged_at   a person has recorded the outcome and knew this reply; it contradicts nothing any more
*/
CREATE OR ALTER VIEW dbo.v_medical_insurance_replies
AS
SELECT
    a.request_id,
    a.attempt_id,
    a.attempt_no,
    a.msgid,
    p.create_time AS received_at,
    ISNULL(p.reply, CASE WHEN p.infcode = '0' THEN 'SUCCESS' ELSE 'REFUSED' END) AS reply,
    (
        SELECT TOP (1) o.value
        FROM OPENJSON(p.response_data) AS o
        WHERE o.[key] = N'output'
    ) AS output,
    p.response_data,
    p.judged_at
FROM dbo.medical_insurance_attempts AS a
INNER JOIN dbo.medical_insurance_responses AS p
    ON p.request_id = a.request_id
   AND p.attempt_id = a.attempt_id
WHERE a.outcome = 'REPLIED'
  AND (p.reply IS NOT NULL OR p.infcode IS NOT NULL);
GO
