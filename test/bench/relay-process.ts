import { openRelay } from "../rig/relay.ts";

/** Holds relays in a process of their own: `relay-process.ts <round trip in ms> <host:port>…`. It says their ports in one line. */
const [roundTripMs, ...places] = process.argv.slice(2);
const relays = await Promise.all(
  places.map((place) => {
    const { hostname: host, port } = new URL(`tcp://${place}`);
    return openRelay({ host, port: Number(port) }, Number(roundTripMs));
  }),
);
process.stdout.write(`${JSON.stringify(relays.map(({ port }) => port))}\n`);
process.stdin.on("end", () => relays.forEach((relay) => void relay.close())).resume();
