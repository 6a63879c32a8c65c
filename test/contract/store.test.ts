import { after, before, describe } from "node:test";
import type { Client } from "../rig/client.ts";
import { attempts } from "./behaviours/attempts.ts";
import { businessActs } from "./behaviours/business-acts.ts";
import { calling } from "./behaviours/calling.ts";
import { claiming } from "./behaviours/claiming.ts";
import { contradictions } from "./behaviours/contradictions.ts";
import { fields } from "./behaviours/fields.ts";
import { finishing } from "./behaviours/finishing.ts";
import type { Given } from "./behaviours/given.ts";
import { holdingBack } from "./behaviours/holding-back.ts";
import { identity } from "./behaviours/identity.ts";
import { inspecting } from "./behaviours/inspecting.ts";
import { looking } from "./behaviours/looking.ts";
import { lookingUp } from "./behaviours/looking-up.ts";
import { queue } from "./behaviours/queue.ts";
import { refusing } from "./behaviours/refusing.ts";
import { replaying } from "./behaviours/replaying.ts";
import { reporting } from "./behaviours/reporting.ts";
import { rescuing } from "./behaviours/rescuing.ts";
import { resultView } from "./behaviours/result-view.ts";
import { selecting } from "./behaviours/selecting.ts";
import { tryingAgain } from "./behaviours/trying-again.ts";
import { typedViews } from "./behaviours/typed-views.ts";
import { openServer, openStandIn, type UnderTest } from "./under-test.ts";

/** The stand-in is a verified fake: what it is tested for here, a real server with sql/ in it is tested for too. */
const url = process.env.MSSQL_URL;

suite("the stand-in", openStandIn);
if (url === undefined) describe.skip("a real server: MSSQL_URL names none", () => {});
else suite("the server that MSSQL_URL names", () => openServer(url));

function suite(name: string, open: () => Promise<UnderTest>): void {
  describe(name, () => {
    let opened: { readonly server: UnderTest; readonly client: Client } | undefined;
    before(async () => {
      const server = await open();
      opened = { server, client: await server.connect() };
    });
    after(async () => {
      await opened?.server.stop();
    });
    const given: Given = () => {
      if (opened === undefined) throw new Error("the server could not be opened");
      return opened;
    };
    for (const behaviour of [
      calling,
      businessActs,
      claiming,
      queue,
      tryingAgain,
      holdingBack,
      identity,
      replaying,
      attempts,
      finishing,
      contradictions,
      rescuing,
      resultView,
      fields,
      selecting,
      typedViews,
      looking,
      lookingUp,
      reporting,
      inspecting,
      refusing,
    ]) {
      describe(behaviour.name, () => behaviour(given));
    }
  });
}
