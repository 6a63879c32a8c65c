import assert from "node:assert/strict";
import { watch } from "node:fs";
import { mkdir, rename, truncate } from "node:fs/promises";
import { join } from "node:path";
import * as answers from "../../standins/insurer/answers.ts";
import { type Class, goodAnswer, inputOf, type Stage, spoolNames } from "../stage/stage.ts";

/** A step of a run at which the processor is killed. */
export interface KillPoint {
  readonly step: string;
  /** Before TLS not even the first byte has left. */
  readonly tls: boolean;
  /** What was on its way at the death arrives after it, and makes the row this. */
  readonly becomes?: "COMPLETED";
  /** The database refuses, which only the stand-in can be told to. */
  readonly needsRefusal?: true;
  /** Starts the processor and kills it at the step; what it gives lets the others go on. */
  kill(stage: Stage, requestId: number, of: Class): Promise<() => void>;
  /** What else must be true when the next process has run. */
  afterwards?(stage: Stage): Promise<void>;
}

const claim = "sp_medical_insurance_claim";
const finish = "sp_medical_insurance_finish";

function atDatabase(
  step: string,
  procedure: `sp_${string}`,
  moment: "before" | "after",
  release: "on" | "lost",
): KillPoint {
  return {
    step,
    tls: false,
    ...(release === "on" ? { becomes: "COMPLETED" } : {}),
    async kill(stage, requestId) {
      const hold = stage.hold(procedure, moment);
      const running = stage.start(requestId);
      await hold.reached;
      await running.kill();
      return () => hold.release(release);
    },
  };
}

function atInsurer(step: string, point: "connected" | "request-read" | "half-replied", tls: boolean): KillPoint {
  return {
    step,
    tls,
    async kill(stage, requestId, of) {
      const hold = stage.insurer.hold(point, point === "connected" ? undefined : inputOf(of, 1).infno);
      const running = stage.start(requestId);
      await hold.reached;
      await running.kill();
      return hold.release;
    },
  };
}

/** The finish is stored and known to be; the process is delivering what an earlier one could not store. */
const afterFinish: KillPoint = {
  step: "after finish, while delivering another's spooled reply",
  tls: false,
  needsRefusal: true,
  async kill(stage, requestId, of) {
    const refused = stage.hold(finish, "before");
    const earlier = stage.start(await stage.insert(of));
    await refused.reached;
    refused.release("refused");
    assert.equal((await earlier.ended).code, 8);
    const [own, handedIn] = [stage.hold(finish, "before"), stage.hold(finish, "before")];
    const running = stage.start(requestId);
    await own.reached;
    own.release("on");
    await handedIn.reached;
    await running.kill();
    assert.match((await spoolNames(stage.folder)).join(), /^\d+-\d+-[\w-]+\.json\.\d+\.taken$/);
    return () => handedIn.release("lost");
  },
  async afterwards(stage) {
    assert.deepEqual(await spoolNames(stage.folder), []);
  },
};

const large = answers.envelope({ infcode: 0, err_msg: "", output: `{"padding":"${"x".repeat(8_000_000)}"}` });

/**
 * The kill comes when the file has been made. How far the process was then is chance; what a kill inside the writing leaves is
 * made of it.
 */
const whileSpooling: KillPoint = {
  step: "while spooling",
  tls: false,
  needsRefusal: true,
  async kill(stage, requestId, of) {
    const { infno } = inputOf(of, 1);
    stage.insurer.answer(infno, [large, goodAnswer(infno)]);
    const spool = join(stage.folder, "logs/spool");
    await mkdir(spool, { recursive: true });
    const watcher = watch(spool);
    const hold = stage.hold(finish, "before");
    const running = stage.start(requestId);
    watcher.on("change", (_, name) => {
      if (String(name).endsWith(".tmp")) void running.kill();
    });
    await hold.reached;
    hold.release("refused");
    await running.ended;
    watcher.close();
    const [name = "", ...others] = await spoolNames(stage.folder);
    assert.deepEqual(others, []);
    const half = join(spool, `${name.replace(/\.tmp$/, "")}.tmp`);
    await rename(join(spool, name), half);
    await truncate(half, 4_000_000);
    return () => {};
  },
  async afterwards(stage) {
    assert.match((await spoolNames(stage.folder)).join(), /^\d+-\d+-[\w-]+\.json\.tmp$/, "half a file is left alone");
  },
};

/** In the order of a run. */
export const killPoints: readonly KillPoint[] = [
  atDatabase("connected, before the claim arrives", claim, "before", "lost"),
  atDatabase("claimed, before the answer", claim, "after", "lost"),
  atInsurer("connecting to the insurer, before the first byte", "connected", true),
  atInsurer("request sent, before the reply", "request-read", false),
  atInsurer("inside the reply", "half-replied", false),
  atDatabase("reply read, before finish arrives", finish, "before", "lost"),
  atDatabase("inside finish: it arrives, and is executed after the death", finish, "before", "on"),
  atDatabase("inside finish: executed, before the answer", finish, "after", "lost"),
  afterFinish,
  whileSpooling,
];
