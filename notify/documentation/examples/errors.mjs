import { NotifyClient } from "notifications-node-client";

const client = new NotifyClient(process.env.NOTIFY_URL, process.env.NOTIFY_API_KEY);

try {
  await client.sendEmail("not an id", "ana@example.ca");
} catch (error) {
  const { status_code, errors } = error.response.data;
  console.log(status_code);
  for (const problem of errors) {
    console.log(problem.error, problem.message);
  }
}
