const answer = await fetch(`${process.env.NOTIFY_URL}/v2/jobs/${process.env.JOB_ID}/cancel`, {
  method: "POST",
  headers: { Authorization: `ApiKey-v1 ${process.env.NOTIFY_API_KEY}` },
});
if (!answer.ok) throw new Error(await answer.text());
console.log((await answer.json()).data.job_status);
