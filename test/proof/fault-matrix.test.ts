import { test } from "node:test";
import { runMatrix, shortCells } from "./faults/matrix.ts";

test("whatever fails at the insurer, at the database or at both, the run ends in time, rightly, and keeps the reply", () =>
  runMatrix(shortCells));
