// A worker of the service com.acme.Prices.
'use strict';

const path = require('path');
const { parseArgs } = require('util');
const { setTimeout: sleep } = require('timers/promises');
const { Protocol } = require('./protocol');
const { NotRetryable, Worker } = require('./worker');

const PRICES = { tea: 7, rum: 19 };

const TASKS = {
  total(attempt, article, count) {
    if (!Object.hasOwn(PRICES, article)) throw new NotRetryable(`no article ${article}`);
    return PRICES[article] * count;
  },

  /** A long task: goes on where an attempt before it has stopped. */
  async takeStock(attempt, rows) {
    let done = attempt.lastHeartbeat ?? 0;
    while (done < rows) {
      await sleep(10);
      await attempt.heartbeat(++done);
    }
    return done;
  },
};

async function main() {
  const { PulsarTransport, registeredSchemas } = require('./pulsar-transport');
  const text = (value) => ({ type: 'string', default: value });
  const { values: options } = parseArgs({
    options: {
      broker: text('pulsar://localhost:6650'),
      web: text('http://localhost:8080'),
      tenant: text('infinitic'),
      namespace: text('dev'),
      service: text('com.acme.Prices'),
      schemas: text(path.join(__dirname, '../../../avro-schemas/src/main/avro')),
    },
  });
  const protocol = new Protocol(options.schemas, (await registeredSchemas(options, 'engine'))[0]);
  const transport = await PulsarTransport.connect(options, options.service, protocol.engineSchema);
  const worker = new Worker(protocol, transport, TASKS);
  process.once('SIGINT', () => worker.close());
  await worker.run();
  await transport.close();
}

module.exports = { TASKS };
if (require.main === module) main();
