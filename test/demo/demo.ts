import { differencesOf, type Performance } from "./differences.ts";
import { type His, logIn, sqlOf } from "./his.ts";
import { scenes } from "./scenes.ts";
import { highlightLines, indent, rowLines } from "./show.ts";
import { type Stage, setStage } from "./stage.ts";

const say = (text: string): void => void process.stdout.write(`${text}\n`);

async function perform(his: His, stage: Stage, number: number, resultIdBefore: unknown): Promise<Performance> {
  const scene = scenes[number];
  if (scene === undefined) throw new Error(`there is no scene ${number}`);
  const sql = sqlOf(scene.interface_code, scene.input_data);
  say(`\n${number + 1}. ${scene.title}\n   ${scene.explanation.replaceAll("\n", "\n   ")}\n\n   HIS writes:\n`);
  say(indent(sql.split("\n")));

  stage.insurer.answer(scene.interface_code, scene.insurer);
  const seenBefore = stage.insurer.requests.length;
  const [row, ...others] = await his.run(sql);
  if (row === undefined || others.length > 0) throw new Error("the view must have one row for one request");
  const arrived = stage.insurer.requests.length - seenBefore;
  const sendings = stage.insurer.requests.filter(({ msgid }) => msgid === row.msgid).length;
  say(`\n   HIS reads:\n\n${indent(rowLines(row))}\n`);
  if (scene.highlights.length > 0) {
    say(`   In response_data, among the rest:\n\n${indent(highlightLines(row, scene.highlights))}\n`);
  }
  say(`   During this call the insurer saw ${requests(arrived)}; with this msgid it has seen ${sendings} in all.`);
  return { scene, row, arrived, sendings, resultIdBefore };
}

function requests(count: number): string {
  return count === 1 ? "1 request" : `${count} requests`;
}

function summaryLine({ scene, row, sendings }: Performance, number: number): string {
  const result = `${row.result_status}${row.error_code === null ? "" : ` ${row.error_code}`}`;
  return `${number + 1}. ${scene.title.padEnd(46)}${result.padEnd(32)}the insurer saw ${requests(sendings)}`;
}

async function showDemo(): Promise<number> {
  const stage = await setStage({ sql: 0, insurer: 0 });
  try {
    say(
      `A stand-in for SQL Server listens on 127.0.0.1:${stage.sql.port}, one for the insurer on ${stage.insurer.url}.`,
    );
    say("HIS is a SQL client. Each call starts the processor as a process of its own, as xp_cmdshell does.");
    const his = await logIn(stage.sql);
    const performances: Performance[] = [];
    for (const number of scenes.keys()) {
      performances.push(await perform(his, stage, number, performances.at(-1)?.row.result_id));
    }
    await his.leave();
    return conclude(performances);
  } finally {
    await stage.close();
  }
}

function conclude(performances: readonly Performance[]): number {
  say(`\nSummary\n\n${indent(performances.map(summaryLine))}\n`);
  const differences = performances.flatMap((performance, number) =>
    differencesOf(performance).map((difference) => `${number + 1}. ${difference}`),
  );
  if (differences.length === 0) {
    say("All of it went as promised.");
    return 0;
  }
  process.stderr.write(`NOT AS PROMISED\n${indent(differences)}\n`);
  return 1;
}

process.exitCode = await showDemo();
