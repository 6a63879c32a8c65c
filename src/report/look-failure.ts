import type { Say } from "../language.ts";
import { NO_SUCH_PROCEDURE, NOT_PERMITTED, type StoreFailure } from "../store/failure.ts";
import { storeFailureText } from "./failures.ts";

/** Why a person could not look; what is missing for it is named with the statement that a DBA runs. */
export function lookFailureText(failure: StoreFailure, say: Say): string {
  if (failure.reason !== "call-refused") return storeFailureText(failure, say);
  switch (failure.number) {
    case NOT_PERMITTED:
      return say({
        zh:
          "登录名（连接字符串里的 UID）不在角色 medical_insurance_operator 里（错误 229）。请 DBA 执行：" +
          "ALTER ROLE medical_insurance_operator ADD MEMBER [登录名]；" +
          '或换一个有此角色的登录名：--connection "SERVER=主机;DATABASE=HIS;UID=登录名;PWD=口令"',
        en:
          "the login (UID of the connection string) lacks the role medical_insurance_operator (error 229). A DBA runs: " +
          "ALTER ROLE medical_insurance_operator ADD MEMBER [login]; " +
          'or name a login that has the role: --connection "SERVER=host;DATABASE=HIS;UID=login;PWD=password"',
      });
    case NO_SUCH_PROCEDURE:
      return say({
        zh: "数据库里没有本版本的对象（错误 2812）：请 DBA 执行 processor db install",
        en: "the database has no objects of this version (error 2812): a DBA runs processor db install",
      });
    default:
      return storeFailureText(failure, say);
  }
}
