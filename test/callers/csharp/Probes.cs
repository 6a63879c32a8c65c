using System.Data;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Transactions;
using Microsoft.Data.SqlClient;

/// .NET calls it before the program of the guide when DOTNET_STARTUP_HOOKS names their assembly: one build serves both.
static class StartupHook
{
    public static void Initialize()
    {
        Probes.Run().GetAwaiter().GetResult();
        Environment.Exit(0);
    }
}

/// What a program with Microsoft.Data.SqlClient sees of a server without TLS (PLAIN, a connection string without Encrypt) and of one with
/// TLS (SECURE). Prints one line of JSON for each question: [question, answer].
static class Probes
{
    const string Status = "SELECT status FROM dbo.v_medical_insurance_result WHERE request_id = @id";
    static readonly JsonSerializerOptions print = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task Run()
    {
        var login = Environment.GetEnvironmentVariable("PLAIN");
        var plain = login + ";Encrypt=Optional";
        var secure = Environment.GetEnvironmentVariable("SECURE") + ";TrustServerCertificate=True";

        foreach (var encrypt in new[] { "Optional", "Mandatory" })
            await Ask($"login with Encrypt={encrypt}", async () => await Login($"{secure};Encrypt={encrypt};Pooling=False"));
        await Ask("login with Encrypt=Mandatory without TLS", async () => await Login(login + ";Encrypt=Mandatory;Pooling=False"));
        await Ask("login with a wrong password", async () => await Login(plain + ";Pooling=False;Password=wrong"));
        await Ask("call, not async", () =>
        {
            using var connection = new SqlConnection(plain);
            connection.Open();
            using var command = Call(connection, "张三𠮷");
            command.Parameters.Add("@status", SqlDbType.Int).Direction = ParameterDirection.ReturnValue;
            command.ExecuteNonQuery();
            return Task.FromResult<object?>(new[] { command.Parameters["@result_id"].Value, command.Parameters["@status"].Value });
        });
        await Ask("call over TLS with a long text", async () =>
        {
            await using var connection = await Open(secure + ";Encrypt=Mandatory");
            return await Submit(Call(connection, new string('长', 50_000)));
        });
        await Ask("row of the view", async () =>
        {
            await using var connection = await Open(plain);
            await using var command = new SqlCommand("SELECT * FROM dbo.v_medical_insurance_result WHERE result_id = @id", connection);
            command.Parameters.AddWithValue("@id", 1);
            await using var row = await command.ExecuteReaderAsync();
            await row.ReadAsync();
            return new object?[] { row.FieldCount, row["input_data"], row.GetDateTime("request_time").Kind, row.IsDBNull("err_msg"), row["attempt_count"] };
        });
        await Ask("prepared and executed twice", async () =>
        {
            await using var connection = await Open(plain);
            await using var command = new SqlCommand(Status, connection);
            var id = command.Parameters.Add("@id", SqlDbType.Int);
            id.Value = 1;
            await command.PrepareAsync();
            var first = await command.ExecuteScalarAsync();
            id.Value = 1_000_000;
            return new[] { first, await command.ExecuteScalarAsync() };
        });
        await Ask("refused call", async () =>
        {
            await using var connection = await Open(plain);
            try
            {
                return await Submit(Call(connection, "1", code: "1"));
            }
            catch (SqlException error)
            {
                return new object?[] { error.Number, error.Class, error.State, error.Procedure, error.Message, connection.State.ToString() };
            }
        });
        await Ask("sync call in a transaction, then a queue call", async () =>
        {
            await using var connection = await Open(plain);
            await using var transaction = connection.BeginTransaction();
            int? refusal = null;
            try
            {
                await Submit(Call(connection, "in a transaction", "sync", transaction: transaction));
            }
            catch (SqlException error)
            {
                refusal = error.Number;
            }
            var id = await Submit(Call(connection, "in a transaction", transaction: transaction));
            await transaction.CommitAsync();
            return new[] { refusal, await Read(connection, id) };
        });
        await Ask("queue call that is rolled back", async () =>
        {
            await using var connection = await Open(plain);
            await using var transaction = connection.BeginTransaction();
            var id = await Submit(Call(connection, "rolled back", transaction: transaction));
            await transaction.RollbackAsync();
            return await Read(connection, id);
        });
        await Ask("queue call in a TransactionScope", async () =>
        {
            object? id;
            using (var scope = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
            {
                await using var connection = await Open(plain);
                id = await Submit(Call(connection, "in a scope"));
                scope.Complete();
            }
            await using var another = await Open(plain);
            return await Read(another, id);
        });
        await Ask("command timeout, then the same connection", async () =>
        {
            await using var connection = await Open(plain);
            await using var command = new SqlCommand("dbo.sp_medical_insurance_wait", connection) { CommandType = CommandType.StoredProcedure, CommandTimeout = 1 };
            command.Parameters.AddWithValue("@result_id", 1);
            try
            {
                return await command.ExecuteNonQueryAsync();
            }
            catch (SqlException error)
            {
                return new object?[] { error.Number, await Read(connection, 1) };
            }
        });
    }

    static async Task Ask(string question, Func<Task<object?>> answer)
    {
        object? answered;
        try
        {
            answered = await answer();
        }
        catch (SqlException error)
        {
            answered = error.Number;
        }
        Console.WriteLine(JsonSerializer.Serialize(new[] { question, answered }, print));
    }

    static async Task<object?> Login(string connectionString)
    {
        await using var connection = await Open(connectionString);
        return connection.State.ToString();
    }

    static async Task<SqlConnection> Open(string connectionString)
    {
        var connection = new SqlConnection(connectionString);
        await connection.OpenAsync();
        return connection;
    }

    static SqlCommand Call(SqlConnection connection, string name, string mode = "queue", string code = "1101", SqlTransaction? transaction = null)
    {
        var command = new SqlCommand("dbo.sp_medical_insurance_call", connection, transaction) { CommandType = CommandType.StoredProcedure };
        command.Parameters.Add("@interface_code", SqlDbType.VarChar, 10).Value = code;
        command.Parameters.Add("@input_data", SqlDbType.NVarChar, -1).Value = $$"""{"psn_name":"{{name}}"}""";
        command.Parameters.Add("@result_id", SqlDbType.Int).Direction = ParameterDirection.Output;
        command.Parameters.Add("@mode", SqlDbType.VarChar, 10).Value = mode;
        return command;
    }

    static async Task<object?> Submit(SqlCommand command)
    {
        await command.ExecuteNonQueryAsync();
        return command.Parameters["@result_id"].Value;
    }

    static async Task<object?> Read(SqlConnection connection, object? id)
    {
        await using var command = new SqlCommand(Status, connection);
        command.Parameters.AddWithValue("@id", id);
        return await command.ExecuteScalarAsync();
    }
}
