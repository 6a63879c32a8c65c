import { type DatabaseSettings, isLoopback } from "../config/connection-string.ts";
import type { Text } from "../language.ts";
import { DATABASE_VERSION } from "../store/claim.ts";
import { isNoSpace, NO_SUCH_PROCEDURE, NOT_PERMITTED, type StoreFailure } from "../store/failure.ts";
import { type DatabaseFacts, inspectDatabase } from "../store/inspect.ts";
import { connect } from "../store/session.ts";
import { type Finding, fail, pass, skip, warn } from "./check.ts";
import { clockFinding } from "./clock-difference.ts";
import { fullText } from "./database-full.ts";

export interface DatabaseFindings {
  readonly database: Finding;
  readonly "database-tls": Finding;
  readonly "database-role": Finding;
  readonly "database-version": Finding;
  readonly "database-accepted": Finding;
  readonly "database-durability": Finding;
  readonly "database-space": Finding;
  readonly "database-clock": Finding;
  readonly "code-page": Finding;
  readonly "processor-path": Finding;
  readonly requests: Finding;
  readonly "held-calls": Finding;
  readonly unreconciled: Finding;
}

export interface DatabaseChecked {
  readonly findings: DatabaseFindings;
  /** Null when the database did not tell them. */
  readonly facts: DatabaseFacts | null;
}

/**
 * Logs in and asks for the state of the database; changes nothing.
 * @param program the path of this executable
 */
export async function checkDatabase(
  settings: DatabaseSettings,
  program: string,
  timeoutMs: number,
): Promise<DatabaseChecked> {
  const endsAtMs = performance.now() + timeoutMs;
  const session = await connect(settings, timeoutMs);
  if ("reason" in session) return { findings: { ...unseen(settings), ...notConnected(session) }, facts: null };
  try {
    const facts = await inspectDatabase(session, Math.max(1, endsAtMs - performance.now()));
    const database = pass({ zh: "可以登录", en: "it takes the login" });
    if ("reason" in facts) return { findings: { ...unseen(settings), database, ...notInspected(facts) }, facts: null };
    return { findings: { ...unseen(settings), database, ...findingsOf(facts, program) }, facts };
  } finally {
    session.close();
  }
}

function unseen(settings: DatabaseSettings): DatabaseFindings {
  const not = skip({ zh: "数据库没有告知", en: "the database did not tell it" });
  return {
    database: not,
    "database-tls":
      settings.encrypt === false
        ? unencrypted(settings)
        : pass({ zh: "连接已加密", en: "the connection is encrypted" }),
    "database-role": not,
    "database-version": not,
    "database-accepted": not,
    "database-durability": not,
    "database-space": not,
    "database-clock": not,
    "code-page": not,
    "processor-path": not,
    requests: not,
    "held-calls": not,
    unreconciled: not,
  };
}

function unencrypted({ server }: DatabaseSettings): Finding {
  if (isLoopback(server)) return pass({ zh: "数据库在本机，不用 TLS", en: "it is on this machine, without TLS" });
  return warn(
    { zh: "连接没有加密", en: "the connection is not encrypted" },
    { zh: "在 database.connection_string 里写 Encrypt=yes", en: "write Encrypt=yes into database.connection_string" },
  );
}

const RIGHT_OF_DATABASE = [916, 4060];

function notConnected(failure: StoreFailure): Partial<DatabaseFindings> & Pick<DatabaseFindings, "database"> {
  const tls = skip({ zh: "没有连接", en: "there is no connection" });
  switch (failure.reason) {
    case "login-refused":
      if (failure.number !== null && RIGHT_OF_DATABASE.includes(failure.number))
        return { database: noRight(failure.number) };
      return {
        database: fail(
          "login-refused",
          {
            zh: `数据库拒绝登录（${failure.number === null ? "" : `错误 ${failure.number}：`}${failure.cause}）`,
            en: `it refuses the login (${failure.number === null ? "" : `error ${failure.number}: `}${failure.cause})`,
          },
          {
            zh: "检查 database.connection_string 里的 UID、PWD 和 DATABASE",
            en: "check UID, PWD and DATABASE of database.connection_string",
          },
        ),
      };
    case "encryption-refused":
      return {
        database: pass({ zh: "可以连接", en: "it takes connections" }),
        "database-tls": fail(
          "database-tls",
          { zh: `TLS 协商失败（${failure.cause}）`, en: `TLS could not be agreed (${failure.cause})` },
          {
            zh: "给服务器换上可信的证书，或在 database.connection_string 里写 TrustServerCertificate=yes；旧版服务器请设置 database.tls_min_version",
            en: "give the server a trusted certificate, or write TrustServerCertificate=yes into database.connection_string; for an old server set database.tls_min_version",
          },
        ),
      };
    case "instance-away":
      return {
        "database-tls": tls,
        database: fail(
          "database-away",
          {
            zh: `命名实例连接不上（${failure.cause}）`,
            en: `the named instance cannot be reached (${failure.cause})`,
          },
          {
            zh: "启动 SQL Server Browser 并开放 UDP 1434，或写 SERVER=主机,端口",
            en: "start SQL Server Browser and open UDP 1434, or write SERVER=host,port",
          },
        ),
      };
    default:
      return {
        "database-tls": tls,
        database: fail(
          "database-away",
          { zh: `连接不上（${failure.cause}）`, en: `it cannot be reached (${failure.cause})` },
          {
            zh: "启动 SQL Server；检查服务器的 TCP/IP、端口和防火墙，以及 database.connection_string 里的 SERVER",
            en: "start SQL Server; check TCP/IP, port and firewall of its machine, and SERVER of database.connection_string",
          },
        ),
      };
  }
}

function noRight(number: number): Finding {
  return fail(
    "role-missing",
    {
      zh: `登录名不能使用 DATABASE 指定的数据库，或没有这个数据库（错误 ${number}）`,
      en: `the login may not use the database of DATABASE, or there is none of this name (error ${number})`,
    },
    {
      zh: "请 DBA 在其中为登录名创建用户，并加入角色 medical_insurance_processor",
      en: "the DBA makes a user for the login there and adds it to the role medical_insurance_processor",
    },
    "processor db check",
  );
}

const INSTALL: Text = {
  zh: "请 DBA 安装本版本；processor db check 逐项列出差异",
  en: "the DBA installs this version; processor db check tells each difference",
};

function notInspected(failure: StoreFailure): Partial<DatabaseFindings> {
  if (failure.reason !== "call-refused") {
    return {
      database: fail(
        "database-away",
        {
          zh: `可以登录，但没有回答（${failure.cause}）`,
          en: `it took the login and did not answer (${failure.cause})`,
        },
        { zh: "查看是什么阻塞了它；否则重新启动", en: "see what blocks it; else start it again" },
      ),
    };
  }
  const { number, cause } = failure;
  if (number === NOT_PERMITTED) {
    return {
      "database-role": fail(
        "role-missing",
        {
          zh: "登录名没有执行存储过程的权限（错误 229）",
          en: "the login has no right on the procedures (error 229)",
        },
        {
          zh: "请 DBA 执行：ALTER ROLE medical_insurance_processor ADD MEMBER <该登录名的用户>",
          en: "the DBA runs: ALTER ROLE medical_insurance_processor ADD MEMBER <the user of the login>",
        },
        "processor db check",
      ),
    };
  }
  if (number === NO_SUCH_PROCEDURE) {
    return {
      "database-version": fail(
        "version",
        {
          zh: "没有 sp_medical_insurance_inspect：没有安装，或安装的是旧版本，或 DATABASE 指定了别的数据库",
          en: "sp_medical_insurance_inspect is not there: nothing is installed, or an older version, or DATABASE names another database",
        },
        INSTALL,
        "processor db install",
      ),
    };
  }
  if (isNoSpace(number)) return { "database-space": fullText(cause) };
  return {
    database: fail(
      "database-away",
      { zh: `数据库拒绝告知状态（${cause}）`, en: `it refused to tell its state (${cause})` },
      { zh: "请 DBA 查这个错误号", en: "the DBA looks up the number" },
      "processor db check",
    ),
  };
}

function findingsOf(facts: DatabaseFacts, program: string): Partial<DatabaseFindings> {
  return {
    "database-role": pass({ zh: "登录名有相应的角色", en: "the login has its role" }),
    "database-version":
      facts.version === DATABASE_VERSION
        ? pass({ zh: `数据库对象的版本是 ${DATABASE_VERSION}`, en: `its objects are of version ${DATABASE_VERSION}` })
        : fail(
            "version",
            {
              zh: `数据库对象的版本是 ${facts.version}，本程序需要 ${DATABASE_VERSION}`,
              en: `its objects are of version ${facts.version}, this program needs ${DATABASE_VERSION}`,
            },
            facts.version < DATABASE_VERSION
              ? INSTALL
              : { zh: "换成较新的可执行文件", en: "replace the executable with the newer one" },
            facts.version < DATABASE_VERSION ? "processor db install" : null,
          ),
    "database-accepted": facts.isAccepted
      ? pass({ zh: "是已认可的数据库", en: "it is the database that was accepted" })
      : fail(
          "not-accepted",
          {
            zh: "数据库被还原、复制、移动或改名：不发送任何请求",
            en: "it was restored, copied, moved or renamed: nothing is sent",
          },
          {
            zh: "请 DBA 核实备份之后发送的请求，再执行 EXEC dbo.sp_medical_insurance_accept_database",
            en: "a DBA settles what was sent since the backup and runs EXEC dbo.sp_medical_insurance_accept_database",
          },
        ),
    "database-durability": facts.isDurabilityForced
      ? warn(
          {
            zh: "DELAYED_DURABILITY 为 FORCED：服务器崩溃时可能丢失已保存的认领或应答，已发送的请求会再次发送",
            en: "DELAYED_DURABILITY is FORCED: a crash can lose a claim or a reply that was stored, and what was sent is sent again",
          },
          {
            zh: "请 DBA 执行 ALTER DATABASE CURRENT SET DELAYED_DURABILITY = DISABLED",
            en: "the DBA runs ALTER DATABASE CURRENT SET DELAYED_DURABILITY = DISABLED",
          },
        )
      : pass({ zh: "服务器崩溃不会丢失已保存的内容", en: "a crash loses nothing that was stored" }),
    "database-space": pass({
      zh: "暂存目录里没有因空间不足而未保存的应答",
      en: "it has refused no reply that is in the spool for want of space",
    }),
    "database-clock": clockFinding(Date.now() - facts.utcTime.getTime(), { zh: "数据库", en: "the database's" }),
    "code-page": pass({
      zh: `排序规则的代码页是 ${facts.codePage ?? "未知"}；文字用 nvarchar，不依赖代码页`,
      en: `its collation has code page ${facts.codePage ?? "unknown"}; texts are nvarchar and need none`,
    }),
    "processor-path": pathFinding(facts.processorPath, program),
    requests: requestsFinding(facts),
    "held-calls": heldCallsFinding(facts),
    unreconciled:
      facts.unreconciledCount === 0
        ? pass({ zh: "没有结果未知的请求", en: "no outcome is unknown" })
        : warn(
            {
              zh: `${facts.unreconciledCount} 个请求结果未知或应答互相矛盾`,
              en: `${facts.unreconciledCount} requests have an unknown outcome or contradicting replies`,
            },
            {
              zh: "按各自的 next_action 核实：SELECT * FROM dbo.v_medical_insurance_unreconciled",
              en: "settle each as its next_action says: SELECT * FROM dbo.v_medical_insurance_unreconciled",
            },
          ),
  };
}

function pathFinding(installed: string | null, program: string): Finding {
  if (installed === null) {
    return skip(
      {
        zh: "这个登录名不能读取 sp_medical_insurance_call 的文本",
        en: "this login may not read the text of sp_medical_insurance_call",
      },
      {
        zh: "换一个有 VIEW DEFINITION 权限或 db_owner 的登录名",
        en: "ask with a login that has VIEW DEFINITION or db_owner",
      },
    );
  }
  if (installed === "") {
    return pass({
      zh: "不启动处理程序（安装时没有用 xp_cmdshell）：需要工作进程",
      en: "it starts no processor (installed without xp_cmdshell): a worker is needed",
    });
  }
  if (installed.toLowerCase() === program.toLowerCase())
    return pass({ zh: "启动的是这个可执行文件", en: "it starts this executable" });
  return warn(
    { zh: `启动的是 ${installed}，而这是 ${program}`, en: `it starts ${installed}, and this is ${program}` },
    { zh: "用 db install --processor-path 写明正确的路径", en: "db install --processor-path names the right one" },
  );
}

function heldCallsFinding({ heldCalls }: DatabaseFacts): Finding {
  if (heldCalls === null) return pass({ zh: "调用正常发送", en: "calls are sent" });
  const { since, unreachedSince, unreachedCount } = heldCalls;
  return warn(
    {
      zh: `${since} 起不发送 sync 和 async 调用：${unreachedSince} 起连续 ${unreachedCount} 次运行都没有连上医保端`,
      en: `sync and async calls are held back since ${since}: ${unreachedCount} runs in a row reached nobody since ${unreachedSince}`,
    },
    {
      zh: "每 10 秒放行一个调用，任何请求收到应答后恢复；在 config.json 里写 fail_fast.after 为 0 可以关闭",
      en: "one call in 10 s is sent, and the first reply to any request ends it; fail_fast.after 0 in config.json switches it off",
    },
    "processor list --error NOT_SENT",
  );
}

const LONG_PENDING_SECONDS = 300;

function requestsFinding({ stuckCount, pendingCount, oldestPendingSeconds }: DatabaseFacts): Finding {
  if (stuckCount > 0) {
    return warn(
      {
        zh: `${stuckCount} 个请求遗留：处理进程已不存在，或没有启动`,
        en: `${stuckCount} requests are stuck: their processor no longer exists, or never started`,
      },
      { zh: "结束它们", en: "end them" },
      "processor rescue",
    );
  }
  const waiting: Text = { zh: `${pendingCount} 个请求等待处理`, en: `${pendingCount} requests wait` };
  if ((oldestPendingSeconds ?? 0) < LONG_PENDING_SECONDS)
    return pass({ zh: `${waiting.zh}，没有遗留的`, en: `${waiting.en}, none is stuck` });
  return warn(
    {
      zh: `${waiting.zh}，最早的已等待 ${oldestPendingSeconds} 秒`,
      en: `${waiting.en}, the oldest for ${oldestPendingSeconds} s`,
    },
    { zh: "运行一个工作进程", en: "run a worker" },
    "processor drain",
  );
}
