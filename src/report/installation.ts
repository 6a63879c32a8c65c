import type { Compared, Difference, NotCompared, NothingInstalled, NotVisible } from "../installation/check.ts";
import type { Installed, NotInstalled, ServerPart } from "../installation/install.ts";
import type { ChangedClass } from "../installation/interface-rows.ts";
import type { OldRequests } from "../installation/old-requests.ts";
import type { ServerDifference } from "../installation/server-check.ts";
import type { Uninstalled } from "../installation/uninstall.ts";
import { inEnglish } from "../language.ts";
import { DATABASE_VERSION } from "../store/claim.ts";
import type { StoreFailure } from "../store/failure.ts";
import { VERSION } from "../version.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { storeFailureText } from "./failures.ts";

/** What a `db` verb prints, and its exit code. */
interface Shown {
  readonly exitCode: ExitCode;
  readonly text: string;
  /** Its own keys for `--json`. */
  readonly json?: object;
}

export function showInstalled(result: Installed | NotInstalled): Shown {
  if (result.reason === "not-installed") return showFailure(consequenceOf(result), result.failure);
  const { isDryRun, written, unchanged, interfaces, changedClasses, oldRequests, server } = result;
  const did = isDryRun
    ? `nothing was changed; version ${DATABASE_VERSION} would be installed`
    : `version ${DATABASE_VERSION} is installed`;
  const summary = `${did}: ${written} views and procedures written, ${unchanged} unchanged, ${interfaces} interfaces`;
  const { exitCode, text } = showServerPart(server);
  const found = [...changedClasses.map(changedClassInEnglish), ...oldRequests.map(oldRequestsInEnglish)];
  return {
    exitCode,
    text: [summary, ...found, text].join("\n"),
    json: {
      objects_version: DATABASE_VERSION,
      is_dry_run: isDryRun,
      written,
      unchanged,
      interfaces,
      changed_classes: changedClasses.map(({ infno, from, to }) => ({ interface_code: infno, from, to })),
      old_requests: oldRequests.map((old) => ({ kind: old.kind, count: old.count, text: oldRequestsInEnglish(old) })),
      server: server.state,
    },
  };
}

function changedClassInEnglish({ infno, from, to }: ChangedClass): string {
  return `interface ${infno}: class ${from} becomes ${to}, as this version has it; a stricter class belongs into the hospital's own schema (schemas/README.md)`;
}

function oldRequestsInEnglish(old: OldRequests): string {
  switch (old.kind) {
    case "changed":
      return `old requests, class ${old.interfaceClass}, ${old.status}: ${old.count} become ${old.errorCode}`;
    case "other-status":
      return `old requests, ${old.status}: ${old.count} stay as they are; this is not a status of these objects, and the view shows PROCESSING`;
    case "not-json":
      return `old responses that are not JSON: ${old.count} stay as they are`;
  }
}

function consequenceOf({ step }: NotInstalled): string {
  switch (step) {
    case "begin":
      return "nothing was changed";
    case "read":
      return "the installed objects could not be read: nothing was changed";
    case "commit":
      return "the commit failed";
    default:
      return `${step.script}: nothing was changed`;
  }
}

function showServerPart(server: ServerPart): Shown {
  switch (server.state) {
    case "not-wanted":
      return { exitCode: EXIT.success, text: "without xp_cmdshell: start workers (`processor drain`)" };
    case "dry-run":
      return { exitCode: EXIT.success, text: "without --dry-run the database is changed, and then the server part" };
    case "left-out":
      return {
        exitCode: EXIT.success,
        text: "the server part needs sysadmin and was left out: HIS logins cannot start the processor until a sysadmin has run `processor db install`",
      };
    case "signed": {
      const signed = "sp_medical_insurance_call is signed for xp_cmdshell";
      const off = "xp_cmdshell is off: sql/README.md says how a sysadmin switches it on, and how to work without it";
      return { exitCode: EXIT.success, text: server.isXpCmdshellOn ? signed : `${signed}\n${off}` };
    }
    case "failed":
      return showFailure("the database's objects are installed, but the server part is not", server.failure);
  }
}

/** The first line names both versions. Exit 0: nothing differs; 2: something does, one line each. */
export function showCompared(result: Compared | NothingInstalled | NotVisible | NotCompared): Shown {
  if (result.reason === "nothing-installed")
    return { exitCode: EXIT.usage, text: "not installed in this database: run `processor db install`" };
  if (result.reason === "not-visible") {
    const text =
      "this login does not see what is installed: a DBA runs GRANT VIEW DEFINITION TO its user in this database, which gives no right to read or change data";
    return { exitCode: EXIT.usage, text };
  }
  if (result.reason === "not-compared") {
    const part = result.part === "server" ? "the server part" : "the database";
    return showFailure(`${part} could not be compared`, result.failure);
  }
  const { differences, processorPath, objectsVersion } = result;
  const versions = `processor ${VERSION} needs database objects of version ${DATABASE_VERSION}; installed: version ${objectsVersion || "not known"}`;
  const json = {
    version: VERSION,
    needed_objects_version: DATABASE_VERSION,
    objects_version: objectsVersion,
    processor_path: processorPath,
    differences: differences.map((difference) => ({ kind: difference.kind, text: differenceInEnglish(difference) })),
  };
  const lines = [versions, ...differences.map(differenceInEnglish)];
  if (differences.some(({ kind }) => kind !== "not-permitted")) {
    return { exitCode: EXIT.usage, text: lines.join("\n"), json };
  }
  const launched =
    processorPath === null ? "" : processorPath === "" ? ", without xp_cmdshell" : `, starting ${processorPath}`;
  return {
    exitCode: EXIT.success,
    text: [...lines, `all objects are installed and complete${launched}`].join("\n"),
    json,
  };
}

function differenceInEnglish(difference: Difference): string {
  switch (difference.kind) {
    case "missing":
      return `missing: ${difference.name}`;
    case "surplus-grant":
      return `the role has more rights than it needs: ${difference.name}`;
    case "other-text":
      return `its text differs from this version's: ${difference.name}`;
    case "other-shape":
      return `${difference.name} is ${difference.found || "enabled"} instead of ${difference.expected || "enabled"}`;
    case "version":
      return `version ${difference.found || "missing"} instead of ${DATABASE_VERSION}: no request is claimed (error 51010) until program and objects fit: see Upgrading in sql/README.md`;
    case "interface":
      return `interface ${difference.infno} differs from this version's`;
    case "not-accepted":
      return "this database was restored, copied, moved or renamed: nothing is sent until a DBA has run EXEC dbo.sp_medical_insurance_accept_database";
    case "delayed-durability":
      return "DELAYED_DURABILITY is FORCED: a claim that was stored can be lost in a crash, and its request sent twice; set it to ALLOWED or DISABLED";
    case "not-permitted":
      return `not compared: ${difference.what} (this login may not read it)`;
    case "unreadable":
      return `${difference.what} cannot be read: ${difference.failure.cause}`;
    case "server":
      return serverDifferenceInEnglish(difference.difference);
  }
}

function serverDifferenceInEnglish(difference: ServerDifference): string {
  switch (difference) {
    case "signature-missing":
      return "missing: the signature of sp_medical_insurance_call (run `processor db install` as sysadmin)";
    case "trustworthy-on":
      return "TRUSTWORTHY is on for this database, and these objects do not need it";
    case "certificate-may-not-launch":
      return "missing: the certificate's EXECUTE on xp_cmdshell in master";
    case "xp-cmdshell-off":
      return "xp_cmdshell is off";
    case "proxy-account-missing":
      return "missing: ##xp_cmdshell_proxy_account##";
  }
}

export function showUninstalled(result: Uninstalled): Shown {
  if (result.reason === "not-removed") {
    const consequence = result.part === "server" ? "nothing was removed" : "the database's objects were not removed";
    return showFailure(consequence, result.failure);
  }
  const data = result.withData ? "and all data" : "the data is still there; --drop-data deletes it";
  return {
    exitCode: EXIT.success,
    text: `procedures, views and roles are removed, ${data}`,
    json: { removed: true, with_data: result.withData, script: null },
  };
}

/** A failure of a `db` verb: what it means for the database, then the server's own words. */
export function showFailure(consequence: string, failure: StoreFailure): Shown {
  return failure.reason === "call-refused"
    ? { exitCode: EXIT.usage, text: `${consequence}: error ${failure.number}: ${failure.cause}` }
    : { exitCode: EXIT.notStored, text: `${consequence}: ${storeFailureText(failure, inEnglish)}` };
}
