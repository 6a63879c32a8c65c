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
  say(`\n${number + 1}. ${scene.title}\n   ${scene.explanation.replaceAll("\n", "\n   ")}\n\n   HIS executes:\n`);
  say(indent(sql.split("\n")));

  stage.insurer.answer(scene.interface_code, scene.insurer);
  const seenBefore = stage.insurer.requests.length;
  const [row, ...others] = await his.run(sql);
  if (row === undefined || others.length > 0) throw new Error("the view must have one row for one request");
  const arrived = stage.insurer.requests.length - seenBefore;
  const sendings = stage.insurer.requests.filter(({ msgid }) => msgid === row.msgid).length;
  say(`\n   HIS reads:\n\n${indent(rowLines(row))}\n`);
  if (scene.highlights.length > 0) {
    say(`   Some fields of response_data:\n\n${indent(highlightLines(row, scene.highlights))}\n`);
  }
  say(
    `   During this call the insurer received ${requests(arrived)}; with this msgid it has received ${sendings} in all.`,
  );
  return { scene, row, arrived, sendings, resultIdBefore };
}

function requests(count: number): string {
  return count === 1 ? "1 request" : `${count} requests`;
}

function summaryLine({ scene, row, sendings }: Performance, number: number): string {
  const result = `${row.result_status}${row.error_code === null ? "" : ` ${row.error_code}`}`;
  return `${number + 1}. ${scene.title.padEnd(46)}${result.padEnd(32)}the insurer received ${requests(sendings)}`;
}

async function showDemo(): Promise<number> {
  const stage = await setStage({ sql: 0, insurer: 0 });
  try {
    say(`Two stand-ins are running: SQL Server on 127.0.0.1:${stage.sql.port}, the insurer on ${stage.insurer.url}.`);
    say("HIS is a SQL client. Each call starts the processor as a separate process, as xp_cmdshell does.");
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
    say("All results are as expected.");
    return 0;
  }
  process.stderr.write(`NOT AS EXPECTED\n${indent(differences)}\n`);
  return 1;
}

process.exitCode = await showDemo();
