import { NotifyClient } from "notifications-node-client";

const client = new NotifyClient(process.env.NOTIFY_URL, process.env.NOTIFY_API_KEY);

const { data } = await client.getAllTemplates();
for (const template of data.templates) {
  console.log(template.id, template.name);
}
