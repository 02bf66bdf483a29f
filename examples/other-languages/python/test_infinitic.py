"""python -m unittest, in this folder; needs fastavro, and no broker."""

import io
import json
import pathlib
import unittest

import fastavro
from infinitic_protocol import Protocol, Topics, load_schema, partition, to_payload
from infinitic_worker import NotRetryable, Worker

HERE = pathlib.Path(__file__).parent
SCHEMAS = HERE / "../../../avro-schemas/src/main/avro"
RELEASED = HERE / "../../../avro-schemas/src/main/resources/io/infinitic/schemas/released"


def vectors(name):
    return json.loads((HERE / "../vectors" / name).read_text(encoding="utf-8"))


MESSAGES = vectors("messages.json")
TASK = bytes.fromhex(MESSAGES["task"]["hex"])


class SameBytesAsJava(unittest.TestCase):
    def setUp(self):
        self.protocol = Protocol(SCHEMAS)
        self.task = self.protocol.read_task(TASK)

    def said(self, what):
        return MESSAGES["said"][what]["arguments"], MESSAGES["said"][what]["hex"]

    def test_partitions(self):
        for vector in vectors("partitions.json"):
            for partitions, expected in vector["partition"].items():
                self.assertEqual(expected, partition(vector["key"], int(partitions)), vector["key"])

    def test_topics(self):
        topics, expected = Topics("infinitic", "dev"), vectors("topics.json")
        self.assertEqual(expected["enginePartition3"], topics.engine_partition(3))
        self.assertEqual(expected["repliesOfWorker1"], topics.replies("worker-1"))
        self.assertEqual(expected["subscription"], topics.SUBSCRIPTION)
        for service, lanes in expected["tasks"].items():
            self.assertEqual([lanes["high"], lanes["normal"], lanes["low"]], topics.tasks(service))

    def test_task(self):
        for field in ("taskId", "workflowId", "task", "attempt", "arguments", "heartbeat"):
            self.assertEqual(MESSAGES["task"][field], self.task[field])
        self.assertEqual(MESSAGES["task"]["lastFailure"], self.task["lastFailure"]["name"])

    def test_completed(self):
        given, expected = self.said("completed")
        self.assertEqual(expected, self.protocol.completed(self.task, given["result"], "worker-1").hex())

    def test_failed(self):
        given, expected = self.said("failed")
        heartbeat = to_payload(given["heartbeat"])
        message = self.protocol.failed(
            self.task, given["name"], given["message"], given["stackTrace"], given["retryable"],
            "worker-1", heartbeat)
        self.assertEqual(expected, message.hex())

    def test_claim(self):
        given, expected = self.said("claim")
        message = self.protocol.claim(self.task, given["requestId"], "worker-1-replies")
        self.assertEqual(expected, message.hex())

    def test_started(self):
        message = self.protocol.started(self.task, "worker-1", "worker-1-replies")
        self.assertEqual(self.said("started")[1], message.hex())

    def test_heartbeat(self):
        given, expected = self.said("heartbeat")
        message = self.protocol.heartbeat(self.task, given["details"], "worker-1-replies")
        self.assertEqual(expected, message.hex())

    def test_replies(self):
        for vector in MESSAGES["heard"].values():
            kind, reply = self.protocol.read_reply(bytes.fromhex(vector["hex"]))
            self.assertEqual((vector["kind"], vector["requestId"]), (kind, reply["requestId"]))


class AcrossVersions(unittest.TestCase):
    def test_writes_with_the_schema_of_an_older_engine(self):
        older = json.loads((RELEASED / "1/EngineMessage.avsc").read_text(encoding="utf-8"))
        protocol = Protocol(SCHEMAS, older)
        self.assertTrue(protocol.knows("TaskCompleted"))
        self.assertFalse(protocol.knows("TaskStarted"))
        failed = protocol.failed(protocol.read_task(TASK), "E", "m", "", True, "w", None)
        self.assertGreater(len(failed), 10)

    def test_reads_a_task_of_a_newer_engine(self):
        newer = json.loads(json.dumps(Protocol(SCHEMAS)._task))
        newer.pop("__fastavro_parsed__", None)
        newer["fields"].insert(0, {"name": "later", "type": "int", "default": 0})
        task = Protocol(SCHEMAS).read_task(b"\x0e" + TASK, newer)
        self.assertEqual(MESSAGES["task"]["taskId"], task["taskId"])


class Broker:
    """Answers claims, and keeps what it is sent."""

    def __init__(self, protocol, grant=True):
        self.protocol, self.grant, self.sent, self.hear = protocol, grant, [], None
        self.acknowledged, self.given_back, self.data = 0, 0, TASK

    def writer(self):
        return None

    def listen(self, address, hear):
        self.hear = hear

    def send(self, workflow_id, data):
        assert workflow_id == "order-42"
        kind, record = fastavro.schemaless_reader(
            io.BytesIO(data), self.protocol.engine_schema, None, return_record_name=True)["body"]
        kind = kind.split(".")[-1]
        if kind == "ClaimTask":
            claim = {"requestId": record["requestId"], "granted": self.grant}
            reply = io.BytesIO()
            fastavro.schemaless_writer(
                reply, load_schema(SCHEMAS, "Reply"), {"body": ("io.infinitic.schemas.TaskClaim", claim)})
            self.hear(reply.getvalue())
        self.sent.append(kind)

    def acknowledge(self):
        assert not self.grant or self.sent[-1] in ("TaskCompleted", "TaskFailed"), self.sent
        self.acknowledged += 1

    def give_back(self):
        self.given_back += 1


class WorkerTest(unittest.TestCase):
    def outcome(self, task, **broker):
        protocol = Protocol(SCHEMAS)
        broker = Broker(protocol, **broker)
        worker = Worker(protocol, broker, {"total": task})
        worker.handle(broker)
        worker.close()
        self.assertEqual((1, 0), (broker.acknowledged, broker.given_back))
        return broker.sent

    def test_completes(self):
        sent = self.outcome(lambda attempt, article, count, flags: [article, count, flags])
        self.assertEqual(["ClaimTask", "TaskStarted", "TaskCompleted"], sent)

    def test_fails(self):
        def fails(attempt, *arguments):
            raise NotRetryable("no tea")

        self.assertEqual(["ClaimTask", "TaskStarted", "TaskFailed"], self.outcome(fails))

    def test_result_that_is_no_json_fails(self):
        self.assertEqual("TaskFailed", self.outcome(lambda *arguments: object())[-1])

    def test_beats(self):
        def beats(attempt, *arguments):
            attempt.heartbeat({"row": 1})
            attempt.heartbeat({"row": 2})  # too soon

        sent = self.outcome(beats)
        self.assertEqual(["ClaimTask", "TaskStarted", "TaskHeartbeat", "TaskCompleted"], sent)

    def test_runs_nothing_when_the_claim_is_refused(self):
        self.assertEqual(["ClaimTask"], self.outcome(self.fail, grant=False))

    def test_what_cannot_be_read_is_given_back(self):
        protocol = Protocol(SCHEMAS)
        broker = Broker(protocol)
        broker.data = b"\x01"
        with self.assertLogs("infinitic"):
            Worker(protocol, broker, {})._work(broker)
        self.assertEqual((0, 1), (broker.acknowledged, broker.given_back))


if __name__ == "__main__":
    unittest.main()
