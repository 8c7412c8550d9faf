// A client of smsbus in a hundred lines, from docs/protocol.md: requests with replies, events without gaps.
import { randomUUID } from "node:crypto";
import { decode, encode } from "@msgpack/msgpack";
import * as zmq from "zeromq";

const VERSION = "smsbus/1";
const RECHECK_MS = 2000;

/** No reply came in time: whether the request was carried out is unknown. */
export class NoReply extends Error {}

/** smsbus says no; `code` is one of those in docs/protocol.md, the message says what to do. */
export class Refused extends Error {
  constructor({ code, message, details }) {
    super(message);
    Object.assign(this, { code, details });
  }
}

export class Client {
  #dealer = new zmq.Dealer({ linger: 0 });
  #waiting = new Map(); // id of a request -> what to do with its reply
  #runDir;

  constructor(runDir) {
    this.#runDir = runDir;
    this.#dealer.connect(`ipc://${runDir}/clients`);
    this.#readReplies();
  }

  /** The `result` of the reply to a request. Throws NoReply or Refused. */
  async request(kind, body = {}, timeoutMs = 5000) {
    const id = randomUUID();
    const reply = new Promise((resolve, reject) => {
      this.#waiting.set(id, resolve);
      setTimeout(() => reject(new NoReply(`smsbus did not answer within ${timeoutMs / 1000} s`)), timeoutMs).unref();
    });
    try {
      await this.#dealer.send([VERSION, kind, encode({ ...body, id })]);
      const { ok, result, error } = await reply;
      if (!ok) throw new Refused(error);
      return result;
    } finally {
      this.#waiting.delete(id);
    }
  }

  /** As `request`, for what must be done once: `body` has a `key`, so that it may be asked again when no reply came. */
  async once(kind, body, tries = 5) {
    try {
      return await this.request(kind, body);
    } catch (error) {
      if (!(error instanceof NoReply) || tries <= 1) throw error;
      return this.once(kind, body, tries - 1);
    }
  }

  /** A stream of all events after number `since`; without it, of those from now on. */
  async events(since) {
    const stream = new EventStream(this, `ipc://${this.#runDir}/events`);
    // The subscription exists before the position is asked for: nothing falls between the two.
    stream.seq = since ?? (await this.request("events.since", { seq: -1 })).last;
    return stream;
  }

  close() {
    this.#dealer.close();
  }

  async #readReplies() {
    for await (const [, kind, body] of this.#dealer) {
      if (String(kind) !== "reply") continue;
      const reply = decode(body);
      this.#waiting.get(reply.id)?.(reply); // one that nobody waits for any more is dropped
    }
  }
}

export class EventStream {
  seq = 0; // number of the last event taken: keep it to go on here another day
  lost = false; // whether some were too old to be told
  #client;
  #socket = new zmq.Subscriber({ linger: 0, receiveTimeout: RECHECK_MS });
  #ready = [];

  constructor(client, endpoint) {
    this.#client = client;
    this.#socket.subscribe(); // to all: the numbers count all topics, and a gap shall mean that something was missed
    this.#socket.connect(endpoint);
  }

  /** The next event whose topic is one of `topics` (none given: any). Waits for it, also while smsbus is away. */
  async next(...topics) {
    for (;;) {
      const event = this.#ready.shift();
      if (event === undefined) await this.#gather();
      else if (topics.length === 0 || topics.includes(event.topic)) return event;
    }
  }

  close() {
    this.#socket.close();
  }

  async #gather() {
    const event = await this.#published();
    if (event?.seq === 0) {
      this.#ready.push(event); // kept nowhere: the store could not be written, and this says so
    } else if (event?.seq === this.seq + 1) {
      this.seq = event.seq;
      this.#ready.push(event);
    } else if (event === null || event.seq > this.seq) {
      await this.#catchUp();
    }
  }

  /** What was published, or null after some silence: ZeroMQ drops what a subscriber was too slow or too late for. */
  async #published() {
    try {
      const [, , , body] = await this.#socket.receive();
      return decode(body);
    } catch (error) {
      if (error.code !== "EAGAIN") throw error;
      return null;
    }
  }

  async #catchUp() {
    for (let last = Infinity; this.seq < last; ) {
      let page;
      try {
        page = await this.#client.request("events.since", { seq: this.seq });
      } catch (error) {
        if (error instanceof NoReply) return; // away; asked again after the next silence
        throw error;
      }
      this.lost ||= page.lost;
      this.#ready.push(...page.events);
      last = page.last;
      this.seq = page.events.at(-1)?.seq ?? last;
    }
  }
}
