// Calls the API with the official Node client and prints what it got, one JSON object.
const { NotifyClient } = require('notifications-node-client');

const input = JSON.parse(process.argv[2]);

async function call(promise) {
  try {
    const response = await promise;
    return { status: response.status, data: response.data };
  } catch (error) {
    if (!error.response) throw error;
    return { status: error.response.status, data: error.response.data };
  }
}

async function main() {
  const client = new NotifyClient(input.address, input.key);
  const three = new NotifyClient(input.address, input.service_id, input.key);
  const email = await call(client.sendEmail(input.email, 'ana@example.ca', {
    personalisation: { name: 'Zoé [x](https://evil.example)' },
    reference: 'node',
    emailReplyToId: input.reply_to,
    oneClickUnsubscribeURL: 'https://example.ca/stop',
    sanitiseContentFor: ['name'],
  }));
  const sms = await call(client.sendSms(input.sms, '+16135550199', {
    personalisation: { code: 12 },
    smsSenderId: input.sender,
  }));
  const results = {
    email,
    sms,
    one: await call(client.getNotificationById(email.data.id)),
    list: await call(client.getNotifications('email', 'created', 'node')),
    page: await call(client.getNotifications('email', 'delivered', 'many')),
    next: await call(client.getNotifications('email', 'delivered', 'many', input.many[10])),
    badStatus: await call(client.getNotifications('email', ['created', 'sent'])),
    template: await call(client.getTemplateById(input.email)),
    version: await call(client.getTemplateByIdAndVersion(input.email, 1)),
    smsTemplate: await call(client.getTemplateById(input.sms)),
    smsOne: await call(client.getNotificationById(sms.data.id)),
    smsPreview: await call(client.previewTemplateById(input.sms, { code: 1 })),
    everyList: await call(client.getNotifications()),
    everyTemplate: await call(client.getAllTemplates()),
    emailTemplates: await call(client.getAllTemplates('email')),
    letterTemplates: await call(client.getAllTemplates('letter')),
    templates: await call(three.getAllTemplates('sms')),
    preview: await call(client.previewTemplateById(input.email, { name: 'Ana' })),
    emptyPreview: await call(client.previewTemplateById(input.email)),
    received: await call(client.getReceivedTexts()),
    missing: await call(client.sendEmail(input.email, 'ana@example.ca')),
    unknown: await call(client.getNotificationById(input.service_id)),
    letter: await call(client.sendLetter(input.email, { personalisation: {} })),
    pdf: await call(client.getPdfForLetterNotification(email.data.id)),
  };
  console.log(JSON.stringify(results));
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
