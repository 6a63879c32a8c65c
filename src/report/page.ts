import { barsSvg } from "./bars.ts";
import { bilingual, type Column, escapeHtml, tableHtml } from "./html.ts";
import type { Counts, Summary } from "./summary.ts";

const STYLE = `
:root { color-scheme: light dark; --text: #1d2329; --back: #fff; --soft: #f2f4f6; --line: #d5dae0; --faint: #5b6670;
  --part0: #2e8b57; --part1: #d08a00; --part2: #c23b3b; --part3: #8a949e; }
@media (prefers-color-scheme: dark) { :root { --text: #e4e8ec; --back: #15191d; --soft: #20262c; --line: #3a434c; --faint: #9aa5b0;
  --part0: #4fb37c; --part1: #e0a63a; --part2: #e06a6a; --part3: #7a858f; } }
body { font: 15px/1.5 system-ui, "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; color: var(--text); background: var(--back);
  max-width: 1100px; margin: 0 auto; padding: 24px 16px; }
h1 { font-size: 22px; margin: 0; } h2 { font-size: 17px; margin: 32px 0 8px; } small, p { color: var(--faint); font-weight: normal; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(130px, 1fr)); gap: 8px; margin: 16px 0; }
.tile { background: var(--soft); border-radius: 6px; padding: 8px 12px; } .tile b { display: block; font-size: 24px; }
.tile i { display: inline-block; width: 10px; height: 10px; border-radius: 2px; margin-right: 6px; }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: 4px 10px 4px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th small { display: block; } td { white-space: nowrap; } td:last-child { white-space: normal; } .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
svg { width: 100%; height: auto; } .chart { min-width: 640px; } .grid { stroke: var(--line); } .axis { fill: var(--faint); font-size: 11px; }
.part0 { fill: var(--part0); } .part1 { fill: var(--part1); } .part2 { fill: var(--part2); } .part3 { fill: var(--part3); }
@media print { :root { color-scheme: light; --text: #000; --back: #fff; --soft: #f4f4f4; --line: #bbb; --faint: #444;
  --part0: #2e8b57; --part1: #d08a00; --part2: #c23b3b; --part3: #8a949e; } body { padding: 0; max-width: none; font-size: 11px; }
  tr, svg { break-inside: avoid; } h2 { break-after: avoid; } .wide { overflow: visible; } .chart { min-width: 0; } * { print-color-adjust: exact; } }
`;

/** The order of the colours. */
const PARTS: readonly (readonly [keyof Counts, string, string])[] = [
  ["success", "成功", "success"],
  ["refused", "医保端拒绝", "refused"],
  ["failed", "系统错误", "system error"],
  ["unfinished", "处理中", "in progress"],
];

const MOST_HOURS_SHOWN = 24 * 14;

/** The whole report as one HTML file without outside references, in Chinese and English. */
export function pageOf(summary: Summary): string {
  const { since, until, total, held_back: heldBack } = summary;
  const title = "医保接口运行报告";
  const sections = [unreconciledSection, requestsSection, interfacesSection, settlementsSection, refusalsSection];
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${bilingual([title, "medical-insurance report"])}</h1>
<p>${escapeHtml(`${since} – ${until}`)}</p>
<div class="tiles">${tile("请求", "requests", total.requests, "")}${PARTS.map(([key, chinese, english], part) =>
    tile(chinese, english, total[key], `<i style="background: var(--part${part})"></i>`),
  ).join("")}${tile("其中医保端无法连接而未发送", "of these not sent in an outage", heldBack, "")}</div>
${sections.map((section) => `<section>${section(summary)}</section>`).join("\n")}
</body>
</html>
`;
}

function tile(chinese: string, english: string, count: number, mark: string): string {
  return `<div class="tile">${mark}${bilingual([chinese, english])}<b>${count}</b></div>`;
}

function heading(chinese: string, english: string): string {
  return `<h2>${bilingual([chinese, english])}</h2>`;
}

function orNone<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  return rows.length === 0 ? `<p>${bilingual(["无", "none"])}</p>` : tableHtml(rows, columns);
}

function requestsSection({ hours }: Summary): string {
  const isByDay = hours.length > MOST_HOURS_SHOWN;
  const groups = Map.groupBy(hours, ({ hour }) => (isByDay ? hour.slice(5, 10) : hour.slice(5)));
  const bars = [...groups].map(([label, same]) => ({
    label,
    parts: PARTS.map(([key]) => same.reduce((sum, counts) => sum + counts[key], 0)),
  }));
  const [chinese, english] = isByDay ? ["每日请求数", "requests by day"] : ["每小时请求数", "requests by hour"];
  return `${heading(chinese, english)}<div class="wide"><div class="chart">${barsSvg(bars, `${chinese} ${english}`)}</div></div>`;
}

function interfacesSection({ interfaces }: Summary): string {
  return (
    heading("各接口的结果与用时", "outcome and time by interface") +
    orNone(interfaces, [
      { title: ["接口", "interface"], value: ({ infno, name }) => `${infno} ${name ?? ""}` },
      { title: ["请求", "requests"], value: ({ requests }) => requests, isNumber: true },
      ...PARTS.map(
        ([key, chinese, english]): Column<(typeof interfaces)[number]> => ({
          title: [chinese, english],
          value: (row) => row[key],
          isNumber: true,
        }),
      ),
      { title: ["中位数", "median, ms"], value: ({ p50_ms }) => p50_ms, isNumber: true },
      { title: ["95%", "95th percentile, ms"], value: ({ p95_ms }) => p95_ms, isNumber: true },
      { title: ["最长", "longest, ms"], value: ({ longest_ms }) => longest_ms, isNumber: true },
    ])
  );
}

function unreconciledSection({ unreconciled }: Summary): string {
  return (
    heading("待核实", "to be checked by a person") +
    orNone(unreconciled, [
      { title: ["请求编号", "request_id"], value: ({ request_id }) => request_id },
      { title: ["接口", "interface"], value: ({ infno, name }) => `${infno} ${name ?? ""}` },
      { title: ["提交时间", "request time"], value: ({ request_time }) => request_time },
      { title: ["原因", "reason"], value: ({ reason }) => reason },
    ])
  );
}

function settlementsSection({ settlements }: Summary): string {
  return (
    heading("每日结算金额（元）", "amounts settled by day, in yuan") +
    orNone(settlements, [
      { title: ["日期", "day"], value: ({ day }) => day },
      { title: ["接口", "interface"], value: ({ infno }) => infno },
      { title: ["笔数", "settlements"], value: ({ count }) => count, isNumber: true },
      { title: ["医疗费总额", "medfee_sumamt"], value: ({ medfee_sumamt }) => medfee_sumamt, isNumber: true },
      { title: ["基金支付总额", "fund_pay_sumamt"], value: ({ fund_pay_sumamt }) => fund_pay_sumamt, isNumber: true },
      { title: ["个人账户支出", "acct_pay"], value: ({ acct_pay }) => acct_pay, isNumber: true },
      { title: ["个人现金支出", "psn_cash_pay"], value: ({ psn_cash_pay }) => psn_cash_pay, isNumber: true },
      { title: ["金额不可读", "unreadable"], value: ({ unreadable }) => unreadable, isNumber: true },
    ])
  );
}

function refusalsSection({ refusals }: Summary): string {
  return (
    heading("最多的拒绝", "most frequent refusals") +
    orNone(refusals, [
      { title: ["接口", "interface"], value: ({ infno }) => infno },
      { title: ["error_code", "error_code"], value: ({ error_code }) => error_code },
      { title: ["infcode", "infcode"], value: ({ infcode }) => infcode },
      { title: ["次数", "count"], value: ({ count }) => count, isNumber: true },
      {
        title: ["最近的请求编号", "latest request_id"],
        value: ({ latest_request_id }) => latest_request_id,
      },
      { title: ["医保端的说明", "the insurer's text"], value: ({ err_msg }) => err_msg },
    ])
  );
}
