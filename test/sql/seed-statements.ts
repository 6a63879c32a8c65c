/** What the original design shows a HIS developer, word for word (its sections 1.1, 3.1, 3.2). */

export const SECTION_1_1 = `EXEC sp_medical_insurance_call 
    @interface_code = '1101',
    @input_data = '{"psn_no": "430123199001011234"}',
    @result_id = @result_id OUTPUT;

-- 然后查询结果视图
SELECT * FROM v_medical_insurance_result WHERE result_id = @result_id;
`;

export const SECTION_3_1 = `-- HIS系统代码
DECLARE @result_id INT;
DECLARE @patient_id VARCHAR(18) = '430123199001011234';

-- 调用医保接口
EXEC sp_medical_insurance_call 
    @interface_code = '1101',
    @input_data = '{"psn_no": "430123199001011234"}',
    @result_id = @result_id OUTPUT;

-- 等待处理完成（可以轮询或设置延时）
WAITFOR DELAY '00:00:02';

-- 查询结果
SELECT 
    result_status,
    response_data,
    err_msg
FROM v_medical_insurance_result 
WHERE request_id = @result_id;

-- 如果成功，解析响应数据
IF EXISTS (SELECT 1 FROM v_medical_insurance_result 
           WHERE request_id = @result_id AND result_status = 'SUCCESS')
BEGIN
    -- 可以进一步解析JSON数据
    DECLARE @response_json NVARCHAR(MAX);
    SELECT @response_json = response_data 
    FROM v_medical_insurance_result 
    WHERE request_id = @result_id;
    
    -- 使用JSON函数解析（SQL Server 2016+）
    SELECT 
        JSON_VALUE(@response_json, '$.output.baseinfo.psn_name') as patient_name,
        JSON_VALUE(@response_json, '$.output.baseinfo.gend') as gender,
        JSON_VALUE(@response_json, '$.output.baseinfo.brdy') as birthday
END
`;

export const SECTION_3_2 = `-- 门诊结算流程
DECLARE @settle_result_id INT;

EXEC sp_medical_insurance_call 
    @interface_code = '2207',
    @input_data = '{
        "mdtrt_id": "H1234567890120241201001",
        "psn_no": "430123199001011234",
        "chrg_bchno": "20241201001",
        "acct_used_flag": "0",
        "insutype": "310",
        "invono": "INV20241201001"
    }',
    @result_id = @settle_result_id OUTPUT;

-- 查询结算结果
SELECT * FROM v_medical_insurance_result WHERE request_id = @settle_result_id;
`;

/** The original's tables, over which an installation must be an upgrade. */
export const SEED_TABLES = `CREATE TABLE medical_insurance_requests (
    request_id INT PRIMARY KEY,
    interface_code VARCHAR(10) NOT NULL,
    input_data NVARCHAR(MAX) NOT NULL,
    status VARCHAR(20) NOT NULL, -- PENDING, PROCESSING, COMPLETED, ERROR
    create_time DATETIME NOT NULL,
    update_time DATETIME,
    INDEX idx_status_time (status, create_time)
);
CREATE TABLE medical_insurance_responses (
    response_id INT IDENTITY(1,1) PRIMARY KEY,
    request_id INT NOT NULL,
    response_data NVARCHAR(MAX) NOT NULL,
    infcode VARCHAR(10),
    err_msg NVARCHAR(500),
    create_time DATETIME NOT NULL,
    FOREIGN KEY (request_id) REFERENCES medical_insurance_requests(request_id)
);
`;
