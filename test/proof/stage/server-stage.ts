import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { configurationFile, institution } from "../../rig/configuration.ts";
import { processor, type Running, startProcess } from "../../rig/processor.ts";
import { createDatabase, serverUrl, type TestDatabase } from "../../rig/server.ts";
import { caFile, readCertificate } from "../../standins/insurer/certificates.ts";
import { startInsurerStandIn } from "../../standins/insurer/insurer.ts";
import { openHeldWire } from "./held-wire.ts";
import { goodAnswer, inputOf, type Stage, type StageOptions } from "./stage.ts";

/** Stages on the real server that MSSQL_URL names. They share a database, which installing makes costly; `close` drops it. */
export interface ServerStages {
  open(options: StageOptions): Promise<Stage>;
  close(): Promise<void>;
}

export async function openServerStages(): Promise<ServerStages> {
  const database = await createDatabase(null);
  return { open: (options) => openServerStage(options, database), close: () => database.drop() };
}

async function openServerStage({ tls }: StageOptions, database: TestDatabase): Promise<Stage> {
  const url = new URL(serverUrl ?? "");
  const owner = await database.open();
  const wire = await openHeldWire(url.hostname, Number(url.port || 1433));
  const { org_code: fixmedins_code, app_id: access_key, app_secret: secret } = institution;
  const certificate = tls ? { tls: readCertificate("server") } : {};
  const insurer = await startInsurerStandIn({ fixmedins_code, access_key, secret, ...certificate });
  for (const infno of ["1101", "2205", "2207"]) insurer.answer(infno, goodAnswer(infno));
  const folder = await mkdtemp(join(tmpdir(), "medical-insurance-"));
  const file = join(folder, "config.json");
  const login = `UID=${decodeURIComponent(url.username)};PWD=${decodeURIComponent(url.password)}`;
  const connection = `SERVER=127.0.0.1,${wire.port};DATABASE=${database.name};${login};Encrypt=no`;
  const sdk = { timeout: 60, ...(tls ? { ca_file: caFile } : {}) };
  // A server that is slow to start its sessions is no fault of what is proved here.
  const run = { deadline_seconds: 300 };
  await writeFile(file, JSON.stringify(configurationFile(insurer.url, connection, { sdk, run })));
  const running = new Set<Running>();
  const start: Stage["start"] = (...words) => {
    const started = startProcess(processor, ["--config", file, ...words.map(String)], { cwd: "/", environment: {} });
    running.add(started);
    return started;
  };
  return {
    insurer,
    folder,
    async insert(of, mode = "sync", number = 1) {
      const { infno, input } = inputOf(of, number);
      const text = JSON.stringify(input).replaceAll("'", "''");
      const { id } = await owner.row(`DECLARE @id int; EXEC dbo.sp_medical_insurance_call @interface_code = '${infno}',
        @input_data = N'${text}', @result_id = @id OUTPUT, @mode = 'queue'; SELECT @id AS id;`);
      await owner.run(`UPDATE dbo.medical_insurance_requests SET mode = '${mode}', interface_class = '${of}'
        WHERE request_id = ${id};`);
      return Number(id);
    },
    start,
    run: (...words) => start(...words).ended,
    hold: wire.hold,
    async books(requestId) {
      const row = await owner.row(`SELECT r.status, r.error_code, r.msgid, (SELECT COUNT(*)
        FROM dbo.medical_insurance_responses AS s WHERE s.request_id = r.request_id) AS responses
        FROM dbo.medical_insurance_requests AS r WHERE r.request_id = ${requestId};`);
      const attempts = await owner.run(`SELECT a.outcome FROM dbo.medical_insurance_attempts AS a
        WHERE a.request_id = ${requestId} ORDER BY a.attempt_no;`);
      return {
        status: String(row.status),
        error_code: row.error_code === null ? null : String(row.error_code),
        msgid: row.msgid === null ? null : String(row.msgid),
        outcomes: attempts.map(({ outcome }) => String(outcome)),
        responses: Number(row.responses),
      };
    },
    async letTimePass(requestId) {
      await owner.run(`UPDATE dbo.medical_insurance_requests SET create_time = DATEADD(SECOND, -61, GETDATE()),
        lease_until = CASE WHEN lease_until IS NULL THEN NULL ELSE DATEADD(SECOND, -1, SYSDATETIME()) END
        WHERE request_id = ${requestId};`);
    },
    async rescue() {
      await owner.run("EXEC dbo.sp_medical_insurance_rescue;");
    },
    async close() {
      await Promise.all([...running].map((each) => each.kill()));
      wire.close();
      owner.close();
      await insurer.stop();
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
