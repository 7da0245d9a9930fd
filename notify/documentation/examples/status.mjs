import { NotifyClient } from "notifications-node-client";

const client = new NotifyClient(process.env.NOTIFY_URL, process.env.NOTIFY_API_KEY);

const { data } = await client.getNotificationById(process.env.NOTIFICATION_ID);
console.log(data.status, data.status_description);
