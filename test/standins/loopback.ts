import process from "node:process";

/** The second and third number of an address tell this many processes apart; Linux gives their ids one after another. */
const PROCESSES = 254 * 256;
const ADDRESSES = 254;

let taken = 0;

/**
 * Gives an address of 127/8, all of which is loopback on Linux and on Windows. No other process that runs at this time is
 * given it, and this process is given 253 others before it. So nobody else takes a port that was closed there, and a client
 * that still connects to it is refused.
 */
export function takeLoopbackAddress(): string {
  const own = process.pid % PROCESSES;
  const address = `127.${1 + Math.floor(own / 256)}.${own % 256}.${1 + (taken % ADDRESSES)}`;
  taken += 1;
  return address;
}
