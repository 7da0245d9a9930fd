const answer = await fetch(`${process.env.NOTIFY_URL}/v2/notifications/email`, {
  method: "POST",
  headers: {
    Authorization: `ApiKey-v1 ${process.env.NOTIFY_API_KEY}`,
    "Content-Type": "application/json",
  },
  body: JSON.stringify({
    email_address: "luc@example.ca",
    template_id: process.env.BILINGUAL_TEMPLATE_ID,
    personalisation: { name: "Luc" },
    language: "fr",
  }),
});
if (!answer.ok) throw new Error(await answer.text());
console.log((await answer.json()).content.subject);
