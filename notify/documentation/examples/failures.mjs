import { NotifyClient } from "notifications-node-client";

const client = new NotifyClient(process.env.NOTIFY_URL, process.env.NOTIFY_API_KEY);

let olderThan;
while (true) {
  const { data } = await client.getNotifications("email", "failed", undefined, olderThan);
  if (data.notifications.length === 0) break;
  for (const message of data.notifications) {
    console.log(message.id, message.reference, message.status);
  }
  olderThan = data.notifications.at(-1).id;
}
