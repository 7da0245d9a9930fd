import { randomUUID } from "node:crypto";

const request = {
  method: "POST",
  headers: {
    Authorization: `ApiKey-v1 ${process.env.NOTIFY_API_KEY}`,
    "Content-Type": "application/json",
    "Idempotency-Key": randomUUID(),
  },
  body: JSON.stringify({
    email_address: "ana@example.ca",
    template_id: process.env.EMAIL_TEMPLATE_ID,
    personalisation: { name: "Ana", date: "June 3" },
  }),
};
const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

async function send() {
  for (let attempt = 0; attempt < 5; attempt += 1) {
    let wait = 2 ** attempt;
    try {
      const answer = await fetch(`${process.env.NOTIFY_URL}/v2/notifications/email`, request);
      if (answer.ok) return await answer.json();
      if (answer.status !== 429 && answer.status < 500) return Promise.reject(await answer.json());
      wait = Number(answer.headers.get("Retry-After") ?? wait);
    } catch (error) {
      console.error(error.message);
    }
    await pause(wait);
  }
  throw new Error("Notify did not answer");
}

console.log((await send()).id);
