import { test } from "node:test";
import { fuzzWire } from "./hostile/fuzz-wire.ts";
import { fuzzClassification, fuzzCommandLine, fuzzConfiguration, fuzzInput } from "./hostile/fuzzers.ts";

test("whatever stands in @input_data is sent or refused with words", () => fuzzInput(1000));
test("whatever the insurer answers is classified", () => fuzzClassification(1000));
test("whatever the configuration says is taken or explained", () => fuzzConfiguration(300));
test("whatever stands on the command line ends with an exit code of the table", () => fuzzCommandLine(150));
test("whatever bytes come as a reply are read or kept", () => fuzzWire(500));
