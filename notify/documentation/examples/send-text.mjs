import { NotifyClient } from "notifications-node-client";

const client = new NotifyClient(process.env.NOTIFY_URL, process.env.NOTIFY_API_KEY);

const { data } = await client.sendSms(process.env.TEXT_TEMPLATE_ID, "613-555-0199", {
  personalisation: { code: "493021" },
});
console.log(data.id);
