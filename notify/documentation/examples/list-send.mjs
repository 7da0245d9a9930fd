const answer = await fetch(`${process.env.NOTIFY_URL}/v2/notifications/bulk`, {
  method: "POST",
  headers: {
    Authorization: `ApiKey-v1 ${process.env.NOTIFY_API_KEY}`,
    "Content-Type": "application/json",
  },
  body: JSON.stringify({
    name: "Appointments of June 3",
    template_id: process.env.EMAIL_TEMPLATE_ID,
    rows: [
      ["email address", "name", "date", "reference"],
      ["ana@example.ca", "Ana", "June 3", "file-2026-118"],
      ["luc@example.ca", "Luc", "June 3", "file-2026-119"],
    ],
  }),
});
if (!answer.ok) throw new Error(await answer.text());
console.log((await answer.json()).data.id);
