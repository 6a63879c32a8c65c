import { openRig, type Rig, type RigOptions } from "../rig/rig.ts";
import { caFile, readCertificate } from "../standins/insurer/certificates.ts";
import { startHelper } from "./helper-process.ts";

/** How far away both sides are, and how the processor speaks to them. */
export interface Distance {
  readonly tls: boolean;
  readonly roundTripMs: number;
}

/** What a hospital may have; in clear and without a distance is the ordinary job. */
export const DISTANCES: readonly Distance[] = [
  { tls: false, roundTripMs: 5 },
  { tls: false, roundTripMs: 20 },
  { tls: true, roundTripMs: 0 },
  { tls: true, roundTripMs: 5 },
  { tls: true, roundTripMs: 20 },
];

export interface DistantRig {
  readonly rig: Rig;
  close(): Promise<void>;
}

/** Both sides at this distance. What is late is late in a process of its own, so that it is not later than it should be. */
export async function openDistantRig({ tls, roundTripMs }: Distance): Promise<DistantRig> {
  const options = tls ? optionsForTls() : {};
  const rig = await openRig(options);
  const places = [rig.sql, rig.insurer].map(({ host, port }) => `${host}:${port}`);
  const relays = await startHelper("relay-process.ts", [roundTripMs, ...places]);
  // relay-process.ts says the ports in the order of the places.
  const [sqlPort, insurerPort] = relays.said as readonly [number, number];
  const sql = rig.sql.connectionString.replace(/SERVER=[^;]+/, `SERVER=127.0.0.1,${sqlPort}`);
  await rig.configure({
    database: { connection_string: tls ? `${sql};Encrypt=yes;TrustServerCertificate=yes` : sql },
    sdk: { ...options.configuration?.sdk, base_url: rig.insurer.url.replace(/[^/]+$/, `localhost:${insurerPort}`) },
  });
  return {
    rig,
    async close() {
      await rig.close();
      await relays.close();
    },
  };
}

function optionsForTls(): RigOptions {
  const tls = readCertificate("server");
  return { insurer: { tls }, sql: { tls }, configuration: { sdk: { ca_file: caFile } } };
}
