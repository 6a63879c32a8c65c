import { test } from "node:test";
import { sufferOutage } from "./outage.ts";

test("a worker loses none of 500 settlements in an outage of ten minutes, and sends each once", (t) =>
  sufferOutage(t, 500));
