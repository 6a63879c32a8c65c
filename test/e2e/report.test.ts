import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite, test } from "node:test";
import { lookUp, settlement } from "../rig/inputs.ts";
import { type Rig, rigFor } from "../rig/rig.ts";
import * as answers from "../standins/insurer/answers.ts";

const SETTLED = '{"setlinfo":{"setl_id":"1","medfee_sumamt":120.50,"acct_pay":"20.25"}}';

/** One settlement that succeeds, one query that is refused, one settlement whose reply is lost. */
async function threeCalls(rig: Rig): Promise<void> {
  rig.insurer.answer("2207", answers.envelope({ infcode: 0, err_msg: "", output: SETTLED }));
  await rig.callHis("2207", settlement(1));
  rig.insurer.answer("1101", answers.refused("张三的参保状态异常", "-1"));
  await rig.callHis("1101", lookUp);
  rig.insurer.answer("2207", answers.lost);
  await rig.callHis("2207", settlement(2));
}

const CHROMIUM = ["chromium", "chromium-browser", "google-chrome"].find((name) => {
  try {
    execFileSync(name, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
});

/** What a browser of this width makes of a page, as the text that a script in a page around it writes. */
function seenInBrowser(folder: string, page: string, width: number): unknown {
  const around = join(folder, `around-${width}.html`);
  writeFileSync(
    around,
    `<iframe src="${page}" style="border: 0; width: ${width}px; height: 2000px"></iframe><pre></pre><script>
addEventListener("load", () => {
  const page = document.querySelector("iframe").contentDocument;
  const heights = [...page.querySelectorAll("svg rect")].map((bar) => bar.getBoundingClientRect().height);
  const colours = new Set([...page.querySelectorAll("svg rect")].map((bar) => getComputedStyle(bar).fill));
  document.querySelector("pre").textContent = JSON.stringify({
    isWider: page.documentElement.scrollWidth > ${width},
    bars: heights.filter((height) => height > 10).length,
    colours: colours.size,
    tables: page.querySelectorAll("tbody tr").length,
  });
});</script>`,
  );
  const options = ["--headless", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files", "--dump-dom"];
  const dom = execFileSync(CHROMIUM ?? "", [...options, `--user-data-dir=${folder}/browser`, around], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  return JSON.parse(/<pre>(.*?)<\/pre>/.exec(dom.toString())?.[1] ?? "null");
}

suite("the report", { concurrency: 2 }, () => {
  test("--json has counts, times, amounts, refusals and what must be checked, and no text of the insurer", async (t) => {
    const rig = await rigFor(t);
    await threeCalls(rig);
    const { code, stdout, stderr } = await rig.run("report", "--since", "1h", "--json");
    assert.deepEqual([code, stderr], [0, ""]);
    const { total, settlements, refusals, unreconciled } = JSON.parse(stdout);
    assert.deepEqual(total, { requests: 3, success: 1, refused: 1, failed: 1, unfinished: 0 });
    assert.deepEqual(
      settlements.map((each: Record<string, unknown>) => [each.infno, each.count, each.medfee_sumamt, each.acct_pay]),
      [["2207", 1, "120.50", "20.25"]],
    );
    assert.deepEqual(
      refusals.map((each: Record<string, unknown>) => [each.infno, each.error_code, each.infcode, each.err_msg]),
      [["1101", "REFUSED", "-1", null]],
    );
    assert.deepEqual(
      unreconciled.map((each: Record<string, unknown>) => [each.request_id, each.infno, each.reason]),
      [[3, "2207", "OUTCOME_UNKNOWN"]],
    );
  });

  test("writes a page, shows the insurer's texts only when asked, and does not overwrite unasked", async (t) => {
    const rig = await rigFor(t);
    await threeCalls(rig);
    const out = join(rig.folder, "report.html");
    assert.deepEqual(
      [(await rig.run("report", "--out", out)).code, readFileSync(out, "utf8").includes("张三")],
      [0, false],
    );
    writeFileSync(out, "kept");
    const refused = await rig.run("report", "--out", out, "--reveal");
    assert.deepEqual([refused.code, readFileSync(out, "utf8")], [2, "kept"]);
    assert.match(refused.stdout, /cannot be written: it exists; --force replaces it/);
    assert.equal((await rig.run("report", "--out", out, "--reveal", "--force")).code, 0);
    assert.match(readFileSync(out, "utf8"), /<td>张三的参保状态异常<\/td>/);
  });

  test("fits a wide and a narrow window of a browser, with its bars in colours", {
    skip: CHROMIUM === undefined ? "there is no Chromium" : false,
  }, async (t) => {
    const rig = await rigFor(t);
    await threeCalls(rig);
    const out = join(rig.folder, "report.html");
    assert.equal((await rig.run("report", "--since", "2h", "--out", out)).code, 0);
    for (const width of [1200, 420]) {
      assert.deepEqual(seenInBrowser(rig.folder, "report.html", width), {
        isWider: false,
        bars: 3,
        colours: 3,
        tables: 5,
      });
    }
  });

  test("a period that cannot be read is refused", async (t) => {
    const rig = await rigFor(t);
    for (const since of ["7", "0d", "400d", "week", "2999-01-01", "2000-01-01"]) {
      const { code, stdout } = await rig.run("report", "--since", since);
      assert.equal(code, 2);
      assert.match(stdout, /--since .+ must be 30m, 2h, 7d \(before now\), .+, at most 366 days ago/);
    }
  });

  test("a login without the operator's role is told", async (t) => {
    const rig = await rigFor(t);
    rig.sql.faults.raise("sp_medical_insurance_report", 229, 1, "before", { procedure: "sp_medical_insurance_report" });
    const { code, stdout } = await rig.run("report", "--json");
    assert.equal(code, 2);
    const { exit_code, message, total, unreconciled } = JSON.parse(stdout);
    assert.deepEqual([exit_code, total, unreconciled], [2, null, []]);
    assert.match(message, /medical_insurance_operator/);
    await rig.configure({ database: { password: "wrong" } });
    const other = await rig.run("report", "--json", "--since", "2h", "--connection", rig.sql.connectionString);
    assert.deepEqual([other.code, JSON.parse(other.stdout).total.requests], [0, 0]);
  });
});
