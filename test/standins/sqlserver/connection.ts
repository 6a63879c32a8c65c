import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { createMessageAssembler, type Message, packetType, toPackets } from "./wire/packets.ts";
import { acceptTls, type ServerCertificate } from "./wire/tls-in-prelogin.ts";

/** One client's connection, as messages. */
export interface Connection {
  /** The next message; undefined when the client has closed the connection or what it sends is not TDS. */
  next(): Promise<Message | undefined>;
  send(payload: Buffer): void;
  setPacketSize(bytes: number): void;
  startTls(certificate: ServerCertificate): void;
  /** Goes on in clear text, as after a login for which alone TLS was agreed. */
  endTls(): void;
  /** A signal that is aborted when the client sends an attention before `settle` is called. */
  begin(): AbortSignal;
  settle(): void;
  /** Sends what is left and closes. */
  end(): void;
  /** Closes at once, whatever is on its way. */
  drop(): void;
}

const initialPacketSize = 4096;

export function openConnection(socket: Socket): Connection {
  const waiting: ((message: Message | undefined) => void)[] = [];
  const arrived: Message[] = [];
  let stream: Duplex = socket;
  let packetSize = initialPacketSize;
  let isOver = false;
  let running: AbortController | undefined;

  const deliver = (message: Message): void => {
    if (message.type === packetType.attention) running?.abort();
    const waiter = waiting.shift();
    if (waiter === undefined) arrived.push(message);
    else waiter(message);
  };
  const finish = (): void => {
    isOver = true;
    for (const waiter of waiting.splice(0)) waiter(undefined);
  };
  const listen = (from: Duplex): void => {
    const assembler = createMessageAssembler();
    from.on("data", (chunk: Buffer) => {
      const messages = assembler.push(chunk);
      if (messages === "malformed") socket.destroy();
      else for (const message of messages) deliver(message);
    });
    from.on("close", finish);
    // A client that is killed resets its connection; "close" follows and is all that matters.
    from.on("error", () => socket.destroy());
  };
  socket.setNoDelay(true);
  listen(socket);

  return {
    next() {
      const message = arrived.shift();
      if (message !== undefined) return Promise.resolve(message);
      if (isOver) return Promise.resolve(undefined);
      return new Promise((resolve) => waiting.push(resolve));
    },
    send(payload) {
      if (!isOver) stream.write(toPackets(packetType.tabularResult, payload, packetSize));
    },
    setPacketSize(bytes) {
      packetSize = bytes;
    },
    startTls(certificate) {
      socket.removeAllListeners("data");
      stream = acceptTls(socket, certificate);
      listen(stream);
    },
    endTls() {
      socket.removeAllListeners("data");
      stream = socket;
      listen(socket);
      socket.resume();
    },
    begin() {
      running = new AbortController();
      return running.signal;
    },
    settle() {
      running = undefined;
    },
    end() {
      stream.end();
    },
    drop() {
      socket.destroy();
    },
  };
}
