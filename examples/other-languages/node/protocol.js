// What a task worker says and hears: records, topics, partitions, values. Knows no broker.
'use strict';

const avro = require('avsc');
const fs = require('fs');
const path = require('path');
const zlib = require('zlib');

const RECORDS = 'io.infinitic.schemas.';
const TYPES = ['type', 'items', 'values', 'fields'];

/** The schema of a record; the records it refers to are written out where they are named first. */
function loadSchema(folder, name) {
  const known = new Set();
  const full = (node) => {
    if (typeof node === 'string' && node.startsWith(RECORDS)) {
      if (known.has(node)) return node;
      known.add(node);
      const file = path.join(folder, node.slice(RECORDS.length) + '.avsc');
      return full(JSON.parse(fs.readFileSync(file, 'utf8')));
    }
    if (Array.isArray(node)) return node.map(full);
    if (node === null || typeof node !== 'object') return node;
    return Object.fromEntries(
      Object.entries(node).map(([key, value]) => [key, TYPES.includes(key) ? full(value) : value]));
  };
  return full(RECORDS + name);
}

/** The partition of the engine's topic that a workflow id belongs to: murmur3_32 (x86, seed 0). */
function partition(key, partitions) {
  const data = Buffer.from(key, 'utf8');
  const rotate = (x, bits) => (x << bits) | (x >>> (32 - bits));
  const mixed = (block) => Math.imul(rotate(Math.imul(block, 0xcc9e2d51), 15), 0x1b873593);
  const end = data.length - (data.length % 4);
  let h = 0;
  for (let at = 0; at < end; at += 4) {
    h = (Math.imul(rotate(h ^ mixed(data.readInt32LE(at)), 13), 5) + 0xe6546b64) | 0;
  }
  const tail = Buffer.alloc(4);
  data.copy(tail, 0, end);
  h ^= mixed(tail.readInt32LE(0)) ^ data.length;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return ((h ^ (h >>> 16)) >>> 0) % partitions;
}

/** Names of the topics of a namespace. */
class Topics {
  static SUBSCRIPTION = 'workers';

  constructor(tenant, namespace) {
    this.namespace = `${tenant}/${namespace}`;
  }

  engine() {
    return `persistent://${this.namespace}/engine`;
  }

  enginePartition(index) {
    return `${this.engine()}-partition-${index}`;
  }

  /** In the order of their priority. */
  tasks(service) {
    return ['urgent-task-', 'task-', 'background-task-'].map(
      (lane) => `persistent://${this.namespace}/${lane}${Topics.plain(service)}`);
  }

  replies(address) {
    return `non-persistent://${this.namespace}/reply-${Topics.plain(address)}`;
  }

  static plain(name) {
    const escaped = (unit) => '~' + unit.charCodeAt(0).toString(16).padStart(4, '0');
    return name.replace(/[^A-Za-z0-9._-]/g, escaped);
  }
}

function toPayload(value) {
  const text = JSON.stringify(value === undefined ? null : value);
  if (text === undefined) throw new TypeError('the value is no JSON');
  return { bytes: Buffer.from(text, 'utf8'), encoding: 'json', type: null };
}

/** Undoes the codecs that the payload names, the last one first. */
function fromPayload(payload) {
  const [encoding, ...codecs] = payload.encoding.split('+');
  let data = payload.bytes;
  for (const codec of codecs.reverse()) {
    if (codec !== 'deflate') throw new Error(`this worker does not know the codec ${codec}`);
    data = zlib.inflateSync(data);
  }
  if (encoding !== 'json') throw new Error(`this worker does not know the encoding ${encoding}`);
  return JSON.parse(data.toString('utf8'));
}

/**
 * Reads and writes messages.
 *
 * folder: has the .avsc files
 * engineSchema: what messages to the engine are written with, if not with the files: the schema that
 * the registry has for the engine's topic
 */
class Protocol {
  constructor(folder, engineSchema) {
    this.engineSchema = engineSchema || loadSchema(folder, 'EngineMessage');
    this.engine = avro.Type.forSchema(this.engineSchema);
    this.task = avro.Type.forSchema(loadSchema(folder, 'ExecuteTask'));
    this.reply = avro.Type.forSchema(loadSchema(folder, 'Reply'));
  }

  /** Whether the engine of this namespace takes such messages. */
  knows(kind) {
    return this.engine.field('body').type.types.some((type) => type.name === RECORDS + kind);
  }

  /**
   * ExecuteTask. Pulsar's client for Node does not tell which schema a message was written with: so
   * it is the first of the writers that fits the bytes to their end.
   */
  readTask(data, writers = []) {
    let problem = new Error('the registry has no schema of this topic');
    for (const writer of writers.length ? writers : [this.task.schema()]) {
      try {
        const resolver = this.task.createResolver(avro.Type.forSchema(writer));
        const task = { ...this.task.fromBuffer(data, resolver) };
        task.arguments = task.arguments.map(fromPayload);
        task.heartbeat = task.heartbeat && fromPayload(task.heartbeat);
        return task;
      } catch (e) {
        problem = e;
      }
    }
    throw problem;
  }

  /** Kind and record of a reply; one that this worker does not know throws an exception. */
  readReply(data) {
    const [[kind, record]] = Object.entries(this.reply.fromBuffer(data, undefined, true).body);
    return { kind: kind.slice(RECORDS.length), ...record };
  }

  said(kind, task, more) {
    const { workflowId, runId, number, attempt } = task;
    const record = { workflowId, runId, number, attempt, ...more };
    // Fields that have a default, and are not given here, get it.
    return this.engine.toBuffer({ body: { [RECORDS + kind]: record } });
  }

  claim(task, requestId, replyTo) {
    return this.said('ClaimTask', task, { requestId, replyTo });
  }

  /** The engine guards the limits that the call asks for. */
  started(task, worker, replyTo) {
    const { startToCloseMillis: limitMillis, heartbeatMillis } = task.settings;
    return this.said('TaskStarted', task, { worker, replyTo, limitMillis, heartbeatMillis });
  }

  heartbeat(task, details, replyTo) {
    return this.said('TaskHeartbeat', task, { details: toPayload(details), replyTo });
  }

  completed(task, result, worker) {
    return this.said('TaskCompleted', task, { result: toPayload(result), worker });
  }

  /** heartbeat: the payload of details that were not sent yet. */
  failed(task, { name, message, stackTrace }, retryable, worker, heartbeat = null) {
    const failure = { name, message, stackTrace };
    return this.said('TaskFailed', task, {
      failure, timedOut: false, retryable, retryAfterMillis: -1, worker, heartbeat,
    });
  }
}

module.exports = { Protocol, Topics, partition, toPayload };
