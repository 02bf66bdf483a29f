// The worker's transport on Apache Pulsar.
'use strict';

const Pulsar = require('pulsar-client');
const { Topics, partition } = require('./protocol');

const LOOK_MILLIS = 5;

/** All schemas that the registry has for the topic, the newest first. */
async function registeredSchemas({ web, tenant, namespace }, topic) {
  const answer = await fetch(`${web}/admin/v2/schemas/${tenant}/${namespace}/${topic}/schemas`);
  if (answer.status === 404) return [];
  if (!answer.ok) throw new Error(`the schema registry answers ${answer.status}`);
  const { getSchemaResponses: schemas } = await answer.json();
  return schemas.sort((a, b) => b.version - a.version).map((schema) => JSON.parse(schema.data));
}

class PulsarTransport {
  /** where: broker, web, tenant, namespace; engineSchema: that of the protocol. */
  static async connect(where, service, engineSchema, concurrency = 10) {
    const transport = new PulsarTransport();
    const topics = new Topics(where.tenant, where.namespace);
    const client = new Pulsar.Client({ serviceUrl: where.broker });
    const partitions = (await client.getPartitionsForTopic(topics.engine())).length;
    Object.assign(transport, { where, topics, client, partitions, engineSchema });
    transport.producers = new Map();
    transport.known = new Map();
    transport.lanes = await Promise.all(topics.tasks(service).map((topic) => client.subscribe({
      topic,
      subscription: Topics.SUBSCRIPTION,
      subscriptionType: 'Shared',
      subscriptionInitialPosition: 'Earliest',
      receiverQueueSize: concurrency,
      batchIndexAckEnabled: true,
      nAckRedeliverTimeoutMs: 1000,
    })));
    return transport;
  }

  /** The next delivery, of high priority if there is one; null if there is none for so long. */
  async receive(millis) {
    const deadline = Date.now() + millis;
    while (Date.now() < deadline) {
      for (const lane of this.lanes) {
        try {
          const message = await lane.receive(LOOK_MILLIS);
          return {
            data: message.getData(),
            writers: () => this.writers(message.getTopicName().split('/').pop()),
            acknowledge: () => lane.acknowledge(message),
            giveBack: () => lane.negativeAcknowledge(message),
          };
        } catch (e) {
          if (!/timeout/i.test(e.message)) throw e;
        }
      }
    }
    return null;
  }

  /** Asked again every ten seconds: an engine of another version may have begun to write. */
  async writers(topic) {
    let known = this.known.get(topic);
    if (!known || Date.now() - known.at > 10_000) {
      known = { at: Date.now(), schemas: await registeredSchemas(this.where, topic) };
      this.known.set(topic, known);
    }
    return known.schemas;
  }

  async send(workflowId, data) {
    const index = partition(workflowId, this.partitions);
    if (!this.producers.has(index)) {
      const schema = JSON.stringify(this.engineSchema);
      this.producers.set(index, this.client.createProducer({
        topic: this.topics.enginePartition(index),
        schema: { schemaType: 'Avro', name: 'EngineMessage', schema },
      }));
    }
    const producer = await this.producers.get(index);
    await producer.send({ data, partitionKey: workflowId });
  }

  async listen(address, hear) {
    await this.client.subscribe({
      topic: this.topics.replies(address),
      subscription: 'reply',
      listener: (message) => hear(message.getData()),
    });
  }

  async close() {
    await this.client.close();
  }
}

module.exports = { PulsarTransport, registeredSchemas };
