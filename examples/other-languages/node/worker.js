// Runs the tasks of a service. What it needs of a broker is a transport: see pulsar-transport.js.
'use strict';

const { randomUUID } = require('crypto');
const { toPayload } = require('./protocol');

const CLAIM_MILLIS = 3000;
const HEARTBEAT_MILLIS = 1000;
const RECEIVE_AGAIN_MILLIS = 1000;

/** Thrown by a task when no other attempt would help. */
class NotRetryable extends Error {}

/** Thrown in a task by heartbeat() when nobody wants its outcome any more. */
class Unwanted extends Error {}

/** What a task can ask and tell while it runs; it is the task's first parameter. */
class Attempt {
  constructor(worker, task) {
    this.worker = worker;
    this.task = task;
    this.id = `${task.taskId}#${task.attempt}`;
    this.number = task.attempt;
    this.lastHeartbeat = task.heartbeat;
    this.idempotencyKey = task.taskId;
    this.abort = new AbortController(); // give its signal to what can be aborted
    this.sentAt = 0;
    this.unsent = null;
  }

  /** Says that it is alive, and how far; at most once a second. */
  async heartbeat(details = null) {
    if (this.abort.signal.aborted) throw new Unwanted(this.abort.signal.reason);
    const limit = this.task.settings.heartbeatMillis;
    const interval = limit ? Math.min(HEARTBEAT_MILLIS, limit / 3) : HEARTBEAT_MILLIS;
    this.unsent = toPayload(details);
    if (Date.now() - this.sentAt >= interval) {
      this.sentAt = Date.now();
      this.unsent = null;
      await this.worker.say('heartbeat', this.task, details, this.worker.name);
    }
  }
}

/** tasks: functions by the names of the tasks. */
class Worker {
  constructor(protocol, transport, tasks, concurrency = 10) {
    this.name = `node-${randomUUID()}`;
    Object.assign(this, { protocol, transport, tasks, concurrency });
    this.claims = new Map();
    this.running = new Map();
    this.closed = false;
  }

  /** Takes deliveries, one for each free slot, until close(). */
  async run() {
    await this.transport.listen(this.name, (data) => this.hear(data));
    const busy = new Set();
    while (!this.closed) {
      const delivery = await this.receive();
      if (delivery && this.closed) {
        delivery.giveBack();
      } else if (delivery) {
        const work = this.work(delivery).finally(() => busy.delete(work));
        busy.add(work);
      }
      if (busy.size === this.concurrency) await Promise.race(busy);
    }
    await Promise.all(busy);
  }

  /** A broker that is away for a while does not end the worker. */
  async receive() {
    try {
      return await this.transport.receive(1000);
    } catch (e) {
      if (!this.closed) console.warn('receiving failed and goes on:', e.message);
      await new Promise((resolve) => setTimeout(resolve, RECEIVE_AGAIN_MILLIS));
      return null;
    }
  }

  /** Takes no more; run() ends when what runs has ended. */
  close() {
    this.closed = true;
  }

  /** Resolves when the broker has it on disk. */
  say(what, task, ...more) {
    return this.transport.send(task.workflowId, this.protocol[what](task, ...more));
  }

  async work(delivery) {
    try {
      await this.handle(delivery);
    } catch (e) {
      // It could not be read, or its result could not be sent: it comes again.
      console.warn('a delivery is given back:', e.message);
      delivery.giveBack();
    }
  }

  /** Runs a task, and acknowledges its delivery after its outcome was sent. */
  async handle(delivery) {
    const task = this.protocol.readTask(delivery.data, await delivery.writers());
    const attempt = new Attempt(this, task);
    if (this.running.has(attempt.id)) {
      delivery.giveBack(); // it runs here; when it comes again, its claim is refused
      return;
    }
    this.running.set(attempt.id, attempt);
    try {
      if (await this.claim(task)) await this.runTask(attempt, task);
    } finally {
      this.running.delete(attempt.id);
    }
    await delivery.acknowledge();
  }

  async runTask(attempt, task) {
    if (this.protocol.knows('TaskStarted')) await this.say('started', task, this.name, this.name);
    let result;
    try {
      if (!Object.hasOwn(this.tasks, task.task)) {
        throw new NotRetryable(`no task ${task.task}; there are ${Object.keys(this.tasks)}`);
      }
      result = await this.tasks[task.task](attempt, ...task.arguments);
      toPayload(result); // what is no JSON fails the attempt, not the worker
    } catch (e) {
      if (e instanceof Unwanted) return;
      const failure = {
        name: e?.constructor?.name ?? typeof e,
        message: String(e?.message ?? e),
        stackTrace: String(e?.stack ?? ''),
      };
      await this.say('failed', task, failure, !(e instanceof NotRetryable), this.name, attempt.unsent);
      return;
    }
    await this.say('completed', task, result, this.name);
  }

  /** Whether the attempt is wanted. It is not if it has ended and only the acknowledgement was lost. */
  async claim(task) {
    const requestId = randomUUID();
    try {
      while (true) {
        const answer = new Promise((resolve) => {
          this.claims.set(requestId, resolve);
          setTimeout(resolve, CLAIM_MILLIS, undefined).unref();
        });
        await this.say('claim', task, requestId, this.name);
        const granted = await answer;
        if (granted !== undefined) return granted;
      }
    } finally {
      this.claims.delete(requestId);
    }
  }

  hear(data) {
    let reply;
    try {
      reply = this.protocol.readReply(data);
    } catch (e) {
      console.warn('a reply cannot be read:', e.message);
      return;
    }
    if (reply.kind === 'TaskClaim') this.claims.get(reply.requestId)?.(reply.granted);
    if (reply.kind === 'TaskUnwanted') this.running.get(reply.requestId)?.abort.abort(reply.reason);
  }
}

module.exports = { Worker, NotRetryable, Unwanted };
