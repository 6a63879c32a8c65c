/*
Deletes every request, attempt and response, and with them the msgid without which a settlement cannot be reversed. Runs only with
--drop-data.
*/
DROP TABLE IF EXISTS dbo.medical_insurance_responses;
DROP TABLE IF EXISTS dbo.medical_insurance_attempts;
DROP TABLE IF EXISTS dbo.medical_insurance_requests;
DROP TABLE IF EXISTS dbo.medical_insurance_interfaces;
DROP TABLE IF EXISTS dbo.medical_insurance_fields;
DROP TABLE IF EXISTS dbo.medical_insurance_version;
DROP TABLE IF EXISTS dbo.medical_insurance_accepted_databases;
DROP TABLE IF EXISTS dbo.medical_insurance_purges;
DROP TABLE IF EXISTS dbo.medical_insurance_outage;
DROP SEQUENCE IF EXISTS dbo.seq_request_id;
DROP SEQUENCE IF EXISTS dbo.seq_msgid;
GO
