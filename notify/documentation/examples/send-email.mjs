import { NotifyClient } from "notifications-node-client";

const client = new NotifyClient(process.env.NOTIFY_URL, process.env.NOTIFY_API_KEY);

const { data } = await client.sendEmail(process.env.EMAIL_TEMPLATE_ID, "ana@example.ca", {
  personalisation: { name: "Ana", date: "June 3" },
  reference: "file-2026-118",
});
console.log(data.id);
