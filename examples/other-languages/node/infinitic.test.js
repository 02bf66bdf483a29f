// npm test; needs avsc, and no broker.
'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { Protocol, Topics, partition, toPayload } = require('./protocol');
const { NotRetryable, Worker } = require('./worker');

const ROOT = path.join(__dirname, '../../..');
const SCHEMAS = path.join(ROOT, 'avro-schemas/src/main/avro');
const RELEASED = path.join(ROOT, 'avro-schemas/src/main/resources/io/infinitic/schemas/released');
const json = (file) => JSON.parse(fs.readFileSync(file, 'utf8'));
const vectors = (name) => json(path.join(__dirname, '../vectors', name));

const messages = vectors('messages.json');
const TASK = Buffer.from(messages.task.hex, 'hex');
const protocol = new Protocol(SCHEMAS);
const task = protocol.readTask(TASK);

function same(what, message) {
  assert.equal(message.toString('hex'), messages.said[what].hex);
}

test('partitions', () => {
  for (const vector of vectors('partitions.json')) {
    for (const [partitions, expected] of Object.entries(vector.partition)) {
      assert.equal(partition(vector.key, Number(partitions)), expected, vector.key);
    }
  }
});

test('topics', () => {
  const topics = new Topics('infinitic', 'dev');
  const expected = vectors('topics.json');
  assert.equal(topics.enginePartition(3), expected.enginePartition3);
  assert.equal(topics.replies('worker-1'), expected.repliesOfWorker1);
  assert.equal(Topics.SUBSCRIPTION, expected.subscription);
  for (const [service, { high, normal, low }] of Object.entries(expected.tasks)) {
    assert.deepEqual(topics.tasks(service), [high, normal, low]);
  }
});

test('a task', () => {
  for (const field of ['taskId', 'workflowId', 'task', 'attempt', 'arguments', 'heartbeat']) {
    assert.deepEqual(task[field], messages.task[field]);
  }
  assert.equal(task.lastFailure.name, messages.task.lastFailure);
});

test('what is said has the same bytes as in Java', () => {
  const given = (what) => messages.said[what].arguments;
  same('completed', protocol.completed(task, given('completed').result, 'worker-1'));
  const { retryable, heartbeat, ...failure } = given('failed');
  same('failed', protocol.failed(task, failure, retryable, 'worker-1', toPayload(heartbeat)));
  same('claim', protocol.claim(task, given('claim').requestId, 'worker-1-replies'));
  same('started', protocol.started(task, 'worker-1', 'worker-1-replies'));
  same('heartbeat', protocol.heartbeat(task, given('heartbeat').details, 'worker-1-replies'));
});

test('replies', () => {
  for (const { hex, kind, requestId } of Object.values(messages.heard)) {
    const reply = protocol.readReply(Buffer.from(hex, 'hex'));
    assert.deepEqual([reply.kind, reply.requestId], [kind, requestId]);
  }
});

test('writes with the schema of an older engine', () => {
  const older = new Protocol(SCHEMAS, json(path.join(RELEASED, '1/EngineMessage.avsc')));
  assert.ok(older.knows('TaskCompleted'));
  assert.ok(!older.knows('TaskStarted'));
  const failure = { name: 'E', message: 'm', stackTrace: '' };
  assert.ok(older.failed(task, failure, true, 'w').length > 10);
});

test('reads a task of a newer engine, whose schema is one of the registry', () => {
  const today = JSON.parse(JSON.stringify(protocol.task.schema({ exportAttrs: true })));
  const newer = JSON.parse(JSON.stringify(today));
  newer.fields.push({ name: 'later', type: 'int', default: 0 });
  assert.equal(protocol.readTask(TASK, [newer, today]).taskId, task.taskId);
  const bytes = Buffer.concat([TASK, Buffer.from([14])]);
  assert.equal(protocol.readTask(bytes, [newer, today]).taskId, task.taskId);
});

/** Answers claims, and keeps what it is sent. */
async function outcome(run, { grant = true, data = TASK } = {}) {
  const sent = [];
  const events = [];
  const worker = new Worker(protocol, {
    async send(workflowId, message) {
      assert.equal(workflowId, 'order-42');
      const [[name, record]] = Object.entries(protocol.engine.fromBuffer(message).body);
      const kind = name.split('.').pop();
      sent.push(kind);
      const body = { 'io.infinitic.schemas.TaskClaim': { requestId: record.requestId, granted: grant } };
      if (kind === 'ClaimTask') worker.hear(protocol.reply.toBuffer({ body }));
    },
  }, { total: run });
  await worker.work({
    data,
    writers: async () => [],
    acknowledge: () => events.push(`acknowledged after ${sent.at(-1)}`),
    giveBack: () => events.push('given back'),
  });
  return { sent, events };
}

test('a worker completes', async () => {
  const { sent, events } = await outcome((attempt, ...values) => values);
  assert.deepEqual(sent, ['ClaimTask', 'TaskStarted', 'TaskCompleted']);
  assert.deepEqual(events, ['acknowledged after TaskCompleted']);
});

test('a worker fails', async () => {
  const { sent, events } = await outcome(() => {
    throw new NotRetryable('no tea');
  });
  assert.deepEqual(sent, ['ClaimTask', 'TaskStarted', 'TaskFailed']);
  assert.deepEqual(events, ['acknowledged after TaskFailed']);
  assert.equal((await outcome(() => 1n)).sent.at(-1), 'TaskFailed'); // no JSON
});

test('a worker beats', async () => {
  const { sent } = await outcome(async (attempt) => {
    await attempt.heartbeat({ row: 1 });
    await attempt.heartbeat({ row: 2 }); // too soon
  });
  assert.deepEqual(sent, ['ClaimTask', 'TaskStarted', 'TaskHeartbeat', 'TaskCompleted']);
});

test('a worker runs nothing when the claim is refused', async () => {
  const { sent, events } = await outcome(() => assert.fail(), { grant: false });
  assert.deepEqual(sent, ['ClaimTask']);
  assert.deepEqual(events, ['acknowledged after ClaimTask']);
});

test('what cannot be read is given back', async () => {
  const { sent, events } = await outcome(() => assert.fail(), { data: Buffer.from([1]) });
  assert.deepEqual([sent, events], [[], ['given back']]);
});
