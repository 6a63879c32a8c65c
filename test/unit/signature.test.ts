import assert from "node:assert/strict";
import { test } from "node:test";
import { csbHeaders, csbText, type SignedParameters, signCsb } from "../../src/sending/signature.ts";
import { type Vector, vectorsOf } from "./vectors.ts";

function parametersOf({ inputs }: Vector): SignedParameters {
  return inputs.params as SignedParameters;
}

const vectors = vectorsOf("csb-");

test("there are six vectors for csb", () => {
  assert.equal(vectors.length, 6);
});

for (const vector of vectors) {
  const secret = String(vector.inputs.secret_key);
  const { _api_signature: signature, must_not_equal, wrong_signature } = vector.expected;
  if (signature !== undefined) {
    test(`${vector.id}: the signature is the gateway's`, () => {
      const algorithm = vector.id === "csb-05-hmac-sha256-option" ? "HmacSHA256" : "HmacSHA1";
      assert.equal(csbText(parametersOf(vector)), vector.string_to_sign);
      assert.equal(signCsb(parametersOf(vector), secret, algorithm), signature);
    });
  } else {
    test(`${vector.id}: the mistaken signature is not made`, () => {
      const made = signCsb(parametersOf(vector), secret);
      assert.equal(made, must_not_equal);
      assert.notEqual(made, wrong_signature);
    });
  }
}

const credentials = { app_id: "test-ak-0001", app_secret: "dGVzdC1zay1ub3QtcmVhbA==" };

test("Hunan's headers name the interface and the time in milliseconds", () => {
  const authentication = { scheme: "csb", api_version: "1.0.0", api_name: null, timestamp_unit: "ms" } as const;
  assert.deepEqual(csbHeaders(authentication, credentials, { infno: "1101", query: {}, epochMs: 1_730_000_000_000 }), {
    _api_name: "1101",
    _api_version: "1.0.0",
    _api_timestamp: "1730000000000",
    _api_access_key: "test-ak-0001",
    _api_signature: "sSs2b4k94dTEv+pEoYAoLuFpEqA=",
  });
});

test("Jiangsu's headers have one fixed name and the time in seconds", () => {
  const authentication = {
    scheme: "csb",
    api_version: "1.0.0",
    api_name: "testJsCsbService",
    timestamp_unit: "s",
  } as const;
  const headers = csbHeaders(authentication, credentials, { infno: "1101", query: {}, epochMs: 1_730_000_000_999 });
  assert.equal(headers._api_timestamp, "1730000000");
  assert.equal(headers._api_signature, "aUWQPmVy3Q5lsGI3xKKaqwjavRs=");
});

test("the query of the URL takes part in the signature, decoded", () => {
  const authentication = { scheme: "csb", api_version: "1.0.0", api_name: null, timestamp_unit: "ms" } as const;
  const query = { name: "中文name1", times: "123" };
  const headers = csbHeaders(authentication, credentials, { infno: "1101", query, epochMs: 1_730_000_000_000 });
  assert.equal(headers._api_signature, "ZAdOuG3L88F87JXVxntgdZ1jMtk=");
});
