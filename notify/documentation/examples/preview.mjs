import { NotifyClient } from "notifications-node-client";

const client = new NotifyClient(process.env.NOTIFY_URL, process.env.NOTIFY_API_KEY);

const values = { name: "Ana", date: "June 3" };
const { data } = await client.previewTemplateById(process.env.EMAIL_TEMPLATE_ID, values);
console.log(data.subject);
