const tomorrow = new Date(Date.now() + 24 * 60 * 60 * 1000);

const answer = await fetch(`${process.env.NOTIFY_URL}/v2/notifications/email`, {
  method: "POST",
  headers: {
    Authorization: `ApiKey-v1 ${process.env.NOTIFY_API_KEY}`,
    "Content-Type": "application/json",
  },
  body: JSON.stringify({
    email_address: "ana@example.ca",
    template_id: process.env.EMAIL_TEMPLATE_ID,
    personalisation: { name: "Ana", date: "June 3" },
    scheduled_for: tomorrow.toISOString(),
  }),
});
if (!answer.ok) throw new Error(await answer.text());
console.log((await answer.json()).scheduled_for);
