import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { rigFor } from "../rig/rig.ts";
import { readCertificate } from "../standins/insurer/certificates.ts";
import { type SqlServerStandIn, startSqlServerStandIn } from "../standins/sqlserver/sqlserver.ts";
import { codeOf } from "./guide.ts";

const sources = join(import.meta.dirname, "csharp");
const built = join(import.meta.dirname, "../../dist/callers");
const library = join(built, "bin/guide.dll");
const program = codeOf("csharp.md", "csharp");

const environment = { ...process.env, DOTNET_NOLOGO: "1", DOTNET_CLI_TELEMETRY_OPTOUT: "1" };

describe("Microsoft.Data.SqlClient", { skip: whyNot() }, () => {
  test("the program of the guide does the seed's two examples and reads the patient's name without JSON", async (t) => {
    const rig = await rigFor(t);
    assert.ok(program.trimEnd().split("\n").length <= 40);
    assert.deepEqual(await run(loginOf(rig.sql)), ["SUCCESS, patient_name 张三", "SUCCESS, medfee_sumamt 120.50"]);
    assert.deepEqual(
      rig.insurer.requests.map(({ infno }) => infno),
      ["1101", "2207"],
    );
  });

  describe("with the stand-in", () => {
    let answers: ReadonlyMap<string, unknown>;
    let plain: SqlServerStandIn;
    let secure: SqlServerStandIn;

    before(async () => {
      plain = await startSqlServerStandIn({ interfaces: [] });
      secure = await startSqlServerStandIn({ interfaces: [], tls: readCertificate("server") });
      const lines = await run("", { DOTNET_STARTUP_HOOKS: library, PLAIN: loginOf(plain), SECURE: loginOf(secure) });
      answers = new Map(lines.map((line): readonly [string, unknown] => JSON.parse(line)));
    });
    after(async () => {
      await plain.stop();
      await secure.stop();
    });

    for (const [question, answer] of [
      ["login with Encrypt=Optional", "Open"],
      ["login with Encrypt=Mandatory", "Open"],
      ["login with Encrypt=Mandatory without TLS", 20],
      ["login with a wrong password", 18456],
      ["call, not async", [1, 0]],
      ["call over TLS with a long text", 1],
      ["row of the view", [17, '{"psn_name":"张三𠮷"}', 0, true, 0]],
      ["prepared and executed twice", ["PENDING", null]],
      ["sync call in a transaction, then a queue call", [51002, "PENDING"]],
      ["queue call that is rolled back", null],
      ["queue call in a TransactionScope", "PENDING"],
      ["command timeout, then the same connection", [-2, "PENDING"]],
    ] as const) {
      test(question, () => assert.deepEqual(answers.get(question), answer));
    }

    test("a refusal has the number, severity, procedure and text, and the connection goes on", () => {
      assert.deepEqual(answers.get("refused call"), [
        51001,
        16,
        1,
        "sp_medical_insurance_call",
        "参数有误：@interface_code 应为 4 位以上数字，末尾可带一个大写字母，不含空格；",
        "Open",
      ]);
    });

    test("a text of 50,000 characters arrives whole", () => {
      const [request] = secure.tables.medical_insurance_requests;
      assert.equal(request?.input_data, `{"psn_name":"${"长".repeat(50_000)}"}`);
    });
  });
});

function loginOf({ host, port, user, password, database }: SqlServerStandIn): string {
  return `Server=${host},${port};Database=${database};User ID=${user};Password=${password}`;
}

/** Runs the program of the guide. */
async function run(login: string, variables: Readonly<Record<string, string>> = {}): Promise<readonly string[]> {
  const env = { ...environment, ...variables };
  const { stdout } = await promisify(execFile)("dotnet", [library, `${login};Encrypt=Optional`], {
    env,
    timeout: 60_000,
  });
  return stdout.trimEnd().split("\n");
}

/** Builds both programs into dist/, unless what is there was built of the same sources. @returns false, or why they cannot run here */
function whyNot(): false | string {
  const { stdout } = spawnSync("dotnet", ["--version"], { encoding: "utf8", env: environment });
  if (!(Number.parseInt(stdout ?? "", 10) >= 10)) return "there is no dotnet 10 here";
  const texts = readdirSync(sources).map((file) => readFileSync(join(sources, file), "utf8"));
  const key = createHash("sha256").update([program, ...texts.toSorted()].join("\0"));
  const mark = join(built, key.digest("hex"));
  if (existsSync(mark)) return false;
  rmSync(built, { recursive: true, force: true });
  mkdirSync(built, { recursive: true });
  writeFileSync(join(built, "guide.cs"), program);
  const words = ["build", join(sources, "guide.csproj"), "--verbosity", "quiet", "-nodeReuse:false"];
  const { status, stdout: said } = spawnSync("dotnet", words, { encoding: "utf8", env: environment });
  if (status === 0) writeFileSync(mark, "");
  else if (!/\bNU1301\b/.test(said)) throw new Error(said);
  return status === 0 ? false : "NuGet cannot be reached";
}
