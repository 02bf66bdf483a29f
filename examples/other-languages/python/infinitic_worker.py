"""Runs the tasks of a service. What it needs of a broker is a transport: see pulsar_transport.py."""

import concurrent.futures
import logging
import threading
import time
import traceback
import uuid

from infinitic_protocol import to_payload

LOG = logging.getLogger("infinitic")
CLAIM_SECONDS = 3
HEARTBEAT_SECONDS = 1
RECEIVE_AGAIN_SECONDS = 1


class NotRetryable(Exception):
    """Raised by a task when no other attempt would help."""


class Unwanted(Exception):
    """Raised in a task by heartbeat() when nobody wants its outcome any more."""


class Attempt:
    """What a task can ask and tell while it runs; it is the task's first parameter."""

    def __init__(self, worker, task):
        self._worker = worker
        self._sent = 0.0
        self.task = task
        self.number = task["attempt"]
        self.last_heartbeat = task["heartbeat"]
        self.idempotency_key = task["taskId"]
        self.unwanted = threading.Event()
        self.unsent = None

    @property
    def id(self):
        return f"{self.task['taskId']}#{self.number}"

    def heartbeat(self, details=None):
        """Says that it is alive, and how far; at most once a second."""
        if self.unwanted.is_set():
            raise Unwanted()
        limit = self.task["settings"]["heartbeatMillis"] / 1000
        interval = min(HEARTBEAT_SECONDS, limit / 3) if limit else HEARTBEAT_SECONDS
        self.unsent = to_payload(details)
        if time.monotonic() - self._sent >= interval:
            self._sent = time.monotonic()
            self._worker.say("heartbeat", self.task, details, self._worker.name)
            self.unsent = None


class Worker:
    """tasks: functions by the names of the tasks."""

    def __init__(self, protocol, transport, tasks, concurrency=10):
        self.name = f"python-{uuid.uuid4()}"
        self._protocol = protocol
        self._transport = transport
        self._tasks = tasks
        self._claims = {}
        self._running = {}
        self._lock = threading.Lock()
        self._slots = threading.Semaphore(concurrency)
        self._threads = concurrent.futures.ThreadPoolExecutor(concurrency)
        self._closed = False
        transport.listen(self.name, self._hear)

    def run(self):
        """Takes deliveries, one for each free slot, until close()."""
        while not self._closed:
            self._slots.acquire()
            try:
                delivery = self._transport.receive(1)
            except Exception:
                self._slots.release()
                if not self._closed:
                    LOG.exception("receiving failed and goes on")
                    time.sleep(RECEIVE_AGAIN_SECONDS)
                continue
            if delivery is None:
                self._slots.release()
                continue
            try:
                self._threads.submit(self._work, delivery)
            except RuntimeError:  # closed meanwhile, or no more threads
                self._slots.release()
                delivery.give_back()

    def close(self):
        """Takes no more, and waits for what runs."""
        self._closed = True
        self._threads.shutdown()

    def say(self, what, task, *arguments):
        """Returns when the broker has it on disk."""
        self._transport.send(task["workflowId"], getattr(self._protocol, what)(task, *arguments))

    def _work(self, delivery):
        try:
            self.handle(delivery)
        except BaseException:
            # It could not be read, or its result could not be sent: it comes again.
            LOG.exception("a delivery is given back")
            delivery.give_back()
        finally:
            self._slots.release()

    def handle(self, delivery):
        """Runs a task, and acknowledges its delivery after its outcome was sent."""
        task = self._protocol.read_task(delivery.data, delivery.writer())
        attempt = Attempt(self, task)
        with self._lock:
            if attempt.id in self._running:
                delivery.give_back()  # it runs here; when it comes again, its claim is refused
                return
            self._running[attempt.id] = attempt
        try:
            if self._claim(task):
                self._run(attempt, task)
            else:
                LOG.debug("attempt %s is not wanted any more", attempt.id)
        finally:
            del self._running[attempt.id]
        delivery.acknowledge()

    def _run(self, attempt, task):
        if self._protocol.knows("TaskStarted"):
            self.say("started", task, self.name, self.name)
        try:
            function = self._tasks.get(task["task"])
            if function is None:
                raise NotRetryable(f"no task {task['task']}; there are {sorted(self._tasks)}")
            result = function(attempt, *task["arguments"])
            to_payload(result)  # what is no JSON fails the attempt, not the worker
        except Unwanted:
            return
        except BaseException as e:  # also sys.exit() in a task: nobody else would hear of it
            stack = "".join(traceback.format_tb(e.__traceback__))
            retryable = not isinstance(e, NotRetryable)
            self.say("failed", task, type(e).__name__, str(e), stack, retryable, self.name, attempt.unsent)
        else:
            self.say("completed", task, result, self.name)

    def _claim(self, task):
        """Whether the attempt is wanted. It is not if it has ended and only the acknowledgement was lost."""
        request_id = str(uuid.uuid4())
        answer = self._claims[request_id] = concurrent.futures.Future()
        try:
            while True:
                self.say("claim", task, request_id, self.name)
                try:
                    return answer.result(CLAIM_SECONDS)
                except concurrent.futures.TimeoutError:
                    LOG.debug("no answer about %s; asking again", task["taskId"])
        finally:
            del self._claims[request_id]

    def _hear(self, data):
        try:
            kind, reply = self._protocol.read_reply(data)
        except Exception as e:
            LOG.warning("a reply cannot be read: %s", e)
            return
        answer = self._claims.get(reply.get("requestId"))
        attempt = self._running.get(reply.get("requestId"))
        if kind == "TaskClaim" and answer and not answer.done():
            answer.set_result(reply["granted"])
        elif kind == "TaskUnwanted" and attempt:
            attempt.unwanted.set()
