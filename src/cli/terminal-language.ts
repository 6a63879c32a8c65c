import { LANGUAGES, type Language } from "../language.ts";

/**
 * The language of what is printed for people, where the command line names none: PROCESSOR_LANG, else the system's on a terminal,
 * else English, because what reads a pipe may not read UTF-8 (xp_cmdshell reads the OEM code page).
 */
export function terminalLanguage(environment: NodeJS.ProcessEnv, isTerminal: boolean): Language {
  const named = LANGUAGES.find((language) => language === environment.PROCESSOR_LANG?.toLowerCase());
  if (named !== undefined) return named;
  return isTerminal && isChinese(systemLanguage(environment)) ? "zh" : "en";
}

/** As in zh_CN.UTF-8 or zh-Hans-CN. */
function systemLanguage({ LC_ALL, LC_MESSAGES, LANG }: NodeJS.ProcessEnv): string {
  if (process.platform === "win32") return new Intl.DateTimeFormat().resolvedOptions().locale;
  return LC_ALL || LC_MESSAGES || LANG || "";
}

function isChinese(locale: string): boolean {
  return /^zh\b|^zh_/i.test(locale);
}
