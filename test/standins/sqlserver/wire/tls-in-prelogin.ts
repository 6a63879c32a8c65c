import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import { createSecureContext, type SecureContextOptions, TLSSocket } from "node:tls";
import { createMessageAssembler, packetType, toPackets } from "./packets.ts";

export interface ServerCertificate {
  readonly key: string | Buffer;
  readonly cert: string | Buffer;
  /** Speaks TLS 1.0 and 1.1 alone, as a server of 2008 without updates does. */
  readonly isOld?: boolean;
}

function versionsOf({ isOld = false }: ServerCertificate): SecureContextOptions {
  return isOld
    ? { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" }
    : { maxVersion: "TLSv1.2" };
}

/**
 * Answers a client's TLS handshake, whose records travel inside PRELOGIN packets; after it they travel bare (MS-TDS 2.2.6.5).
 *
 * The first record that comes bare shows that the client is done with the handshake. Gives the stream of clear bytes.
 */
export function acceptTls(socket: Socket, certificate: ServerCertificate): Duplex {
  const assembler = createMessageAssembler();
  let handshaking = true;
  const transport = new Duplex({
    read() {
      socket.resume();
    },
    write(chunk: Buffer, _encoding, callback) {
      socket.write(handshaking ? toPackets(packetType.prelogin, chunk, 4096) : chunk, callback);
    },
    final(callback) {
      socket.end(callback);
    },
    destroy(_error, callback) {
      socket.destroy();
      callback(null);
    },
  });
  socket.on("data", (chunk: Buffer) => {
    if (handshaking && chunk[0] !== packetType.prelogin) handshaking = false;
    if (!handshaking) {
      if (!transport.push(chunk)) socket.pause();
      return;
    }
    const messages = assembler.push(chunk);
    if (messages === "malformed") socket.destroy();
    else for (const message of messages) transport.push(message.payload);
  });
  socket.on("close", () => transport.destroy());
  // TLS 1.3 ends its handshake with records of its own accord, which this framing has no place for: MS-TDS 7.4 means TLS 1.2.
  const secureContext = createSecureContext({ ...certificate, ...versionsOf(certificate) });
  return new TLSSocket(transport, { isServer: true, secureContext });
}
