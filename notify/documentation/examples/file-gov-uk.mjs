import { NotifyClient } from "notifications-node-client";

const client = new NotifyClient(process.env.NOTIFY_URL, process.env.NOTIFY_API_KEY);

const content = Buffer.from("name,state\nAna,approved\n");
const { data } = await client.sendEmail(process.env.FILE_TEMPLATE_ID, "ana@example.ca", {
  personalisation: {
    decision: client.prepareUpload(content, {
      filename: "decision.csv",
      retentionPeriod: "4 weeks",
    }),
  },
});
console.log(data.content.body);
