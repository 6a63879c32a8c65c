import { type Configuration, STRICT } from "../../../src/config/configuration.ts";

export const DEADLINE_SECONDS = 45;

/** The defaults, for runs in this process: nothing of it names a real place. */
export const configuration: Configuration = {
  sdk: {
    profile: "hunan",
    appId: "proof",
    appSecret: "proof",
    orgCode: "H12345678901",
    url: new URL("http://127.0.0.1:1/api"),
    timeoutMs: 30_000,
    authentication: { scheme: "csb", api_version: "1.0.0", api_name: null, timestamp_unit: "ms" },
    ca: null,
    tls: { serverName: null, pin: null, minVersion: null },
    maxReplyBytes: 1_000_000,
    harmlessTexts: ["成功"],
    timeoutTexts: ["请求超时"],
    envelope: {},
  },
  database: {
    server: "nowhere",
    port: 1,
    instanceName: null,
    database: "HIS",
    user: "proof",
    password: "proof",
    domain: null,
    encrypt: false,
    trustServerCertificate: false,
    tlsMinVersion: "TLSv1.2",
    multiSubnetFailover: false,
    applicationName: "test",
  },
  logging: { level: "info", folder: "nowhere", stem: "processor", extension: ".log", keepDays: 1 },
  deadlineSeconds: DEADLINE_SECONDS,
  maxAttempts: 3,
  giveUpSeconds: 7200,
  failFast: { after: 2, withinSeconds: 60 },
  validation: STRICT,
  unknownInterfaces: "refuse",
  interfacesFolder: null,
  spool: { folder: "nowhere", stderrAsLastResort: false },
  warnings: [],
};
