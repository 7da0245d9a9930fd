const answer = await fetch(`${process.env.NOTIFY_URL}/sandbox/messages.json?to=ana@example.ca`, {
  headers: { Authorization: `ApiKey-v1 ${process.env.NOTIFY_API_KEY}` },
});
if (!answer.ok) throw new Error(await answer.text());
for (const message of (await answer.json()).messages) {
  console.log(message.subject, message.text);
}
