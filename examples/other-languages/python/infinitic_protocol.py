"""What a task worker says and hears: records, topics, partitions, values. Knows no broker."""

import io
import json
import pathlib
import zlib

import fastavro

RECORDS = "io.infinitic.schemas."


def load_schema(folder, name):
    """The schema of a record; the records it refers to are written out where they are named first."""
    known = set()

    def full(node):
        if isinstance(node, str) and node.startswith(RECORDS):
            if node in known:
                return node
            known.add(node)
            file = pathlib.Path(folder) / (node[len(RECORDS):] + ".avsc")
            return full(json.loads(file.read_text(encoding="utf-8")))
        if isinstance(node, list):
            return [full(element) for element in node]
        if isinstance(node, dict):
            types = ("type", "items", "values", "fields")
            return {key: full(value) if key in types else value for key, value in node.items()}
        return node

    return full(RECORDS + name)


def partition(key, partitions):
    """The partition of the engine's topic that a workflow id belongs to: murmur3_32 (x86, seed 0)."""
    data = key.encode("utf-8")
    mask = 0xFFFFFFFF

    def rotate(x, bits):
        return (x << bits | x >> (32 - bits)) & mask

    def mixed(block):
        return rotate(block * 0xCC9E2D51 & mask, 15) * 0x1B873593 & mask

    end = len(data) // 4 * 4
    h = 0
    for at in range(0, end, 4):
        h = (rotate(h ^ mixed(int.from_bytes(data[at:at + 4], "little")), 13) * 5 + 0xE6546B64) & mask
    h ^= mixed(int.from_bytes(data[end:], "little")) ^ len(data)
    h = (h ^ h >> 16) * 0x85EBCA6B & mask
    h = (h ^ h >> 13) * 0xC2B2AE35 & mask
    return (h ^ h >> 16) % partitions


class Topics:
    """Names of the topics of a namespace."""

    SUBSCRIPTION = "workers"

    def __init__(self, tenant, namespace):
        self._namespace = f"{tenant}/{namespace}"

    def engine(self):
        return f"persistent://{self._namespace}/engine"

    def engine_partition(self, index):
        return f"{self.engine()}-partition-{index}"

    def tasks(self, service):
        """In the order of their priority."""
        lanes = ("urgent-task-", "task-", "background-task-")
        return [f"persistent://{self._namespace}/{lane}{self._plain(service)}" for lane in lanes]

    def replies(self, address):
        return f"non-persistent://{self._namespace}/reply-{self._plain(address)}"

    @staticmethod
    def _plain(name):
        def plain(unit):
            char = chr(unit)
            return char if char.isascii() and (char.isalnum() or char in "._-") else f"~{unit:04x}"

        utf16 = name.encode("utf-16-be")
        return "".join(plain(utf16[at] << 8 | utf16[at + 1]) for at in range(0, len(utf16), 2))


def to_payload(value):
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return {"bytes": text.encode("utf-8"), "encoding": "json", "type": None}


def from_payload(payload):
    """Undoes the codecs that the payload names, the last one first."""
    data = payload["bytes"]
    encoding, *codecs = payload["encoding"].split("+")
    for codec in reversed(codecs):
        if codec != "deflate":
            raise ValueError(f"this worker does not know the codec {codec}")
        data = zlib.decompress(data)
    if encoding != "json":
        raise ValueError(f"this worker does not know the encoding {encoding}")
    return json.loads(data)


class Protocol:
    """
    Reads and writes messages.

    folder: has the .avsc files
    engine_schema: what messages to the engine are written with, if not with the files: the schema
    that the registry has for the engine's topic
    """

    def __init__(self, folder, engine_schema=None):
        self.engine_schema = engine_schema or load_schema(folder, "EngineMessage")
        self._engine = fastavro.parse_schema(self.engine_schema)
        self._task = fastavro.parse_schema(load_schema(folder, "ExecuteTask"))
        self._reply = fastavro.parse_schema(load_schema(folder, "Reply"))

    def knows(self, kind):
        """Whether the engine of this namespace takes such messages."""
        branches = self.engine_schema["fields"][0]["type"]
        names = [branch if isinstance(branch, str) else branch["name"] for branch in branches]
        return any(name.split(".")[-1] == kind for name in names)

    def read_task(self, data, writer=None):
        """ExecuteTask as a dict; writer: the schema it was written with, if not that of the files."""
        writer = fastavro.parse_schema(writer) if writer else self._task
        task = fastavro.schemaless_reader(io.BytesIO(data), writer, self._task)
        task["arguments"] = [from_payload(argument) for argument in task["arguments"]]
        task["heartbeat"] = task["heartbeat"] and from_payload(task["heartbeat"])
        return task

    def read_reply(self, data):
        """Kind and record of a reply; one that this worker does not know raises an exception."""
        reply = fastavro.schemaless_reader(io.BytesIO(data), self._reply, None, return_record_name=True)
        kind, record = reply["body"]
        return kind[len(RECORDS):], record

    def _said(self, kind, task, **more):
        record = {key: task[key] for key in ("workflowId", "runId", "number", "attempt")}
        out = io.BytesIO()
        # Fields that have a default, and are not given here, get it.
        fastavro.schemaless_writer(out, self._engine, {"body": (RECORDS + kind, {**record, **more})})
        return out.getvalue()

    def claim(self, task, request_id, reply_to):
        return self._said("ClaimTask", task, requestId=request_id, replyTo=reply_to)

    def started(self, task, worker, reply_to):
        """The engine guards the limits that the call asks for."""
        settings = task["settings"]
        return self._said(
            "TaskStarted", task, worker=worker, replyTo=reply_to,
            limitMillis=settings["startToCloseMillis"],
            heartbeatMillis=settings["heartbeatMillis"])

    def heartbeat(self, task, details, reply_to):
        return self._said("TaskHeartbeat", task, details=to_payload(details), replyTo=reply_to)

    def completed(self, task, result, worker):
        return self._said("TaskCompleted", task, result=to_payload(result), worker=worker)

    def failed(self, task, name, message, stack_trace, retryable, worker, heartbeat=None):
        """heartbeat: the payload of details that were not sent yet."""
        failure = {"name": name, "message": message, "stackTrace": stack_trace}
        return self._said(
            "TaskFailed", task, failure=failure, timedOut=False, retryable=retryable,
            retryAfterMillis=-1, worker=worker, heartbeat=heartbeat)
