import assert from "node:assert/strict";
import type { Client, Row } from "../../rig/client.ts";
import { type CallFacts, call, claim, type EndFacts, finish } from "../../rig/procedures.ts";
import type { UnderTest } from "../under-test.ts";

/** What each test is given: the server and one connection to it. */
export type Given = () => { readonly server: UnderTest; readonly client: Client };

let inputs = 0;

/** An input that no other test has used: class C requests with the same input are joined. */
export function newInput(): string {
  inputs += 1;
  return `{"n":"${process.pid}-${inputs}"}`;
}

export interface Taken {
  readonly requestId: number;
  readonly attemptId: number;
  readonly row: Row;
}

/** A new request, claimed by process 1. */
export async function taken(client: Client, facts: CallFacts = {}): Promise<Taken> {
  const requestId = await call(client, { input: newInput(), ...facts });
  const { row } = await claim(client, requestId);
  assert.ok(row);
  return { requestId, attemptId: Number(row.attempt_id), row };
}

/** A request of this class that ended as told; without facts it was answered well. */
export async function finished(client: Client, code: string, facts: EndFacts = {}): Promise<Taken> {
  const request = await taken(client, { code });
  assert.equal(await finish(client, request.requestId, request.attemptId, facts), "stored");
  return request;
}

export const unknownOutcome: EndFacts = {
  outcome: "UNKNOWN",
  status: "ERROR",
  errorCode: "OUTCOME_UNKNOWN",
  infcode: null,
  responseData: '{"error_code":"OUTCOME_UNKNOWN","err_msg":"","faults":[]}',
};

export const notSent: EndFacts = {
  outcome: "NOT_SENT",
  status: "ERROR",
  errorCode: "NOT_SENT",
  infcode: null,
  responseData: '{"error_code":"NOT_SENT","err_msg":"","faults":[]}',
};
