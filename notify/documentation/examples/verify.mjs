import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";

const secret = Buffer.from(process.env.CALLBACK_SECRET.replace(/^whsec_/, ""), "base64");
const MOST_SECONDS = 300;

function isGenuine(headers, body) {
  const stamp = headers["webhook-timestamp"];
  if (!(Math.abs(Date.now() / 1000 - Number(stamp)) <= MOST_SECONDS)) return false;
  const signed = Buffer.concat([Buffer.from(`${headers["webhook-id"]}.${stamp}.`), body]);
  const digest = createHmac("sha256", secret).update(signed).digest("base64");
  const expected = Buffer.from(`v1,${digest}`);
  return (headers["webhook-signature"] ?? "").split(" ").some((each) => {
    const given = Buffer.from(each);
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}

createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const genuine = isGenuine(request.headers, body);
  response.writeHead(genuine ? 204 : 403).end();
  if (genuine) {
    const message = JSON.parse(body);
    console.log(message.reference, message.status);
  }
}).listen(Number(process.env.PORT), "127.0.0.1");
