// Sends a text and follows it, asks a contact, watches alerts. README.md says how to run it.
import { randomUUID } from "node:crypto";
import { Client, NoReply, Refused } from "./smsbus.js";

const [runDir, command, ...words] = process.argv.slice(2);
// A good key names the reason, such as the number of an alarm: then what a restarted program asks again is known, too.
const key = process.env.KEY ?? randomUUID();

async function send(client, to, text) {
  const events = await client.events();
  const { messages } = await client.once("send", { to, text, key });
  let [message] = messages; // one per recipient; here there is one
  if (message === undefined) return console.log("sent earlier, and removed since");
  console.log(`message ${message.id} is ${message.state}`);
  while (["queued", "in-flight", "uncertain"].includes(message.state)) {
    const event = await events.next("sms.sent", "sms.delivered", "sms.failed");
    if (event.data.message !== message.id) continue;
    console.log(event.topic);
    message = await client.request("message.show", { box: "outbox", message: message.id });
  }
  console.log(`message ${message.id} is ${message.state}`, message.reason ?? "");
  process.exitCode = ["sent", "delivered"].includes(message.state) ? 0 : 1;
}

async function ask(client, to, text, ...answers) {
  const events = await client.events();
  let asked = await client.once("ask", { to, text, answers, timeout_s: 300, key });
  while (["waiting", "asking", "asked"].includes(asked.state)) {
    const event = await events.next("ask.asked", "ask.answered", "ask.expired", "ask.failed", "ask.cancelled");
    if (event.data.ask !== asked.id) continue;
    console.log(event.topic);
    asked = await client.request("ask.show", { ask: asked.id }); // events never hold what people wrote
  }
  console.log(asked.state === "answered" ? asked.answer : `${asked.state}: ${asked.reason}`);
  process.exitCode = asked.state === "answered" ? 0 : 1;
}

async function alerts(client) {
  const events = await client.events();
  console.log("watching");
  for (;;) {
    const { seq, data } = await events.next("alert");
    if (events.lost) console.log("some are too old to be told");
    events.lost = false;
    console.log(seq, data.message);
  }
}

const commands = { send, ask, alerts };
if (!(command in commands)) {
  console.error("usage: node talk.js RUN_DIR send TO TEXT | ask CONTACT QUESTION [ANSWER...] | alerts");
  process.exit(2);
}
try {
  await commands[command](new Client(runDir), ...words);
} catch (error) {
  if (!(error instanceof NoReply) && !(error instanceof Refused)) throw error;
  console.error(error.message); // in plain words: what is wrong and what to do
  process.exitCode = 1;
}
process.exit(); // whatever a socket still waits for
