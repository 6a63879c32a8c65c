/*
The graph of each deadlock since the server started, from the session that every SQL Server keeps.
*/
SELECT CONVERT(nvarchar(max), x.event_data) AS graph
FROM sys.fn_xe_file_target_read_file(N'system_health*.xel', NULL, NULL, NULL) AS x
WHERE x.object_name = N'xml_deadlock_report';
GO
