const answer = await fetch(`${process.env.NOTIFY_URL}/v2/jobs/${process.env.JOB_ID}`, {
  headers: { Authorization: `ApiKey-v1 ${process.env.NOTIFY_API_KEY}` },
});
if (!answer.ok) throw new Error(await answer.text());
const { data } = await answer.json();
console.log(data.job_status, data.progress);
