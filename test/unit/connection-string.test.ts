import assert from "node:assert/strict";
import { test } from "node:test";
import { readConnectionString } from "../../src/config/connection-string.ts";

const LOGIN = "DATABASE=HIS;UID=mip;PWD=p";

function settings(text: string) {
  const read = readConnectionString(text, null);
  assert.ok("settings" in read, "faults" in read ? read.faults.join("; ") : "");
  return read.settings;
}

function faults(text: string): readonly string[] {
  const read = readConnectionString(text, null);
  return "faults" in read ? read.faults : [];
}

for (const [server, host, port, instanceName] of [
  ["localhost", "localhost", 1433, null],
  [".", "localhost", 1433, null],
  ["(local)", "localhost", 1433, null],
  [".\\SQLEXPRESS", "localhost", null, "SQLEXPRESS"],
  ["db1", "db1", 1433, null],
  ["db1,1444", "db1", 1444, null],
  ["db1\\INST", "db1", null, "INST"],
  ["tcp:host\\INST,1444", "host", 1444, null],
  ["tcp:10.0.0.5, 1444", "10.0.0.5", 1444, null],
  ["[::1],1433", "::1", 1433, null],
] as const) {
  test(`SERVER=${server} is ${host} port ${port} instance ${instanceName}`, () => {
    const { server: found, port: foundPort, instanceName: foundInstance } = settings(`SERVER=${server};${LOGIN}`);
    assert.deepEqual([found, foundPort, foundInstance], [host, port, instanceName]);
  });
}

for (const [encrypt, server, expected] of [
  ["", "localhost", false],
  ["", "127.0.0.1", false],
  ["", "[::1]", false],
  ["", "127.8.9.10", false],
  ["", "127.0.0.1.example.com", true],
  ["", "db1", true],
  ["Encrypt=yes;", "localhost", true],
  ["Encrypt=Mandatory;", "db1", true],
  ["Encrypt=no;", "db1", false],
  ["Encrypt=Optional;", "db1", false],
  ["Encrypt=Strict;", "db1", "strict"],
] as const) {
  test(`${encrypt || "an absent Encrypt"} with ${server} is ${expected}`, () => {
    assert.equal(settings(`SERVER=${server};${encrypt}${LOGIN}`).encrypt, expected);
  });
}

test("ODBC's and ADO.NET's names mean the same", () => {
  const expected = {
    server: "db1",
    port: 1433,
    instanceName: null,
    database: "HIS",
    user: "mip",
    password: "p;w}d=x",
    domain: null,
    encrypt: true,
    trustServerCertificate: true,
    tlsMinVersion: "TLSv1.2",
    multiSubnetFailover: false,
    applicationName: "medical-insurance-processor",
  };
  assert.deepEqual(
    settings(
      "Driver={ODBC Driver 17 for SQL Server};Server=db1;Database=HIS;Uid=mip;Pwd={p;w}}d=x};TrustServerCertificate=yes",
    ),
    expected,
  );
  assert.deepEqual(
    settings('Data Source=db1;Initial Catalog=HIS;User ID=mip;Password="p;w}d=x";TrustServerCertificate=True'),
    expected,
  );
});

test("a Windows account is a login by NTLM", () => {
  const { user, domain } = settings("SERVER=db1;DATABASE=HIS;UID=HOSPITAL\\svc;PWD=p");
  assert.deepEqual([domain, user], ["HOSPITAL", "svc"]);
});

test("the seed's Trusted_Connection is refused with what to write instead", () => {
  const [fault = ""] = faults("DRIVER={SQL Server};SERVER=localhost;DATABASE=HIS;Trusted_Connection=yes;");
  assert.match(fault, /Trusted_Connection=yes cannot be used.*UID=login;PWD=password.*DOMAIN\\user/);
});

test("all faults are reported at once", () => {
  assert.deepEqual(faults("SERVER=np:db1;Encrypt=perhaps"), [
    "SERVER asks for another protocol than tcp",
    "DATABASE is missing",
    "UID is missing",
    "the value of Encrypt is not known: write yes, no or strict",
  ]);
});

for (const [text, fault] of [
  ["", "cannot be read: write KEYWORD=value pairs separated by ; and put a value that contains ; or {} in {braces}"],
  [
    "PWD={open",
    "cannot be read: write KEYWORD=value pairs separated by ; and put a value that contains ; or {} in {braces}",
  ],
  [`SERVER=db1:1433;${LOGIN}`, "SERVER cannot be read: write host, host,port or host\\instance"],
  [`SERVER=db1 ${LOGIN}`, "SERVER cannot be read: write host, host,port or host\\instance"],
  [`SERVER=db1,70000;${LOGIN}`, "SERVER: the port must be 1 to 65535"],
  ["SERVER=db1;DATABASE=HIS;PWD=;UID=mip", "pwd has no value"],
  ["SERVER=db1;DATABASE=HIS;UID=mip", "PWD is missing: write it here or as database.password"],
] as const) {
  test(`${text || "an empty text"} is refused`, () => {
    assert.ok(faults(text).includes(fault), faults(text).join("; "));
  });
}

test("a password kept apart replaces the one in the text", () => {
  const read = readConnectionString("SERVER=db1;DATABASE=HIS;UID=mip;PWD=old", "new");
  assert.ok("settings" in read && read.settings.password === "new");
});

for (const [text, fault] of [
  ["SERVER=db1;DATABASE=HIS;UID=u;PWD=p;w", "part 5 has no =; a value that contains ; must be in {braces}"],
  ["SERVER=db1;DATABASE=HIS;UID=u;PWD=p;w;Encrypt=no", "part 5 has no =; a value that contains ; must be in {braces}"],
  ["SERVER=db1;PORT=1434;DATABASE=HIS;UID=u;PWD=p", "PORT is not a keyword of SQL Server: write SERVER=host,port"],
  ["SERVER=db1;DATABASE=HIS;UID=u;PWD=p;Encypt=no", "the keyword of part 5 is not known; did you mean encrypt?"],
  [
    "SERVER=db1;DATABASE=HIS;UID=u;PWD=p;q9=z",
    "the keyword of part 5 is not known; a value that contains ; must be in {braces}",
  ],
  [
    "SERVER=db1;DATABASE=HIS;UID=u;PWD=p;MultiSubnetFailover=ture",
    "the value of MultiSubnetFailover is not known: write yes or no",
  ],
  [
    "SERVER=db1;DATABASE=HIS;UID=u;PWD=p;TrustServerCertificate=ys",
    "the value of TrustServerCertificate is not known: write yes or no",
  ],
  [
    "SERVER=db1;DATABASE=HIS;UID=u;PWD=p;ApplicationIntent=ReadOnly",
    "ApplicationIntent=ReadOnly cannot be used: the processor writes",
  ],
] as const) {
  test(`${text} is a fault`, () => {
    assert.deepEqual(faults(text), [fault]);
  });
}

test("a value in braces keeps its spaces, its semicolons and its equals signs", () => {
  assert.equal(settings("SERVER=db1;DATABASE=HIS;UID=u;PWD={ p;w=}}x };Encrypt=no").password, " p;w=}x ");
});

test("what a driver would use and the processor cannot is a warning", () => {
  const read = readConnectionString(`SERVER=db1;Failover Partner=db2;Connect Timeout=5;Pooling=false;${LOGIN}`, null);
  assert.deepEqual("warnings" in read ? read.warnings : [], [
    "failover partner has no effect: write the listener, or the server that is primary now",
    "connect timeout has no effect: run.deadline_seconds decides",
    "pooling has no effect: one connection is used, once",
  ]);
});

test("a listener in several subnets and the application's name are passed on", () => {
  const read = settings(`SERVER=ag;MultiSubnetFailover=True;Application Name=HIS 7;${LOGIN}`);
  assert.deepEqual([read.multiSubnetFailover, read.applicationName], [true, "HIS 7"]);
});
