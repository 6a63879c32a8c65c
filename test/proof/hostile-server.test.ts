import { test } from "node:test";
import { sufferHarms } from "./hostile/run-harmed.ts";

test("a database that sends rubbish neither crashes the processor nor loses a reply", () => sufferHarms(6, 20_241_201));
