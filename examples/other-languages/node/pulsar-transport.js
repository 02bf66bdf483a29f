// The worker's transport on Apache Pulsar.
'use strict';

const Pulsar = require('pulsar-client');
const { Topics, partition } = require('./protocol');

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
    transport.tasks = await client.subscribe({
      topic: topics.tasks(service),
      subscription: Topics.SUBSCRIPTION,
      subscriptionType: 'Shared',
      subscriptionInitialPosition: 'Earliest',
      receiverQueueSize: concurrency,
      batchIndexAckEnabled: true,
      nAckRedeliverTimeoutMs: 1000,
    });
    return transport;
  }

  async receive(millis) {
    let message;
    try {
      message = await this.tasks.receive(millis);
    } catch (e) {
      if (/timeout/i.test(e.message)) return null;
      throw e;
    }
    return {
      data: message.getData(),
      writers: await this.writers(message.getTopicName()),
      acknowledge: () => this.tasks.acknowledge(message),
      giveBack: () => this.tasks.negativeAcknowledge(message),
    };
  }

  /** Asked again every ten seconds: an engine of another version may have begun to write. */
  writers(topicName) {
    if (!this.known || Date.now() - this.knownAt > 10_000) {
      this.knownAt = Date.now();
      this.known = registeredSchemas(this.where, topicName.split('/').pop());
      this.known.catch(() => (this.known = null));
    }
    return this.known;
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
