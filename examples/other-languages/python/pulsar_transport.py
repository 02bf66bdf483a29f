"""The worker's transport on Apache Pulsar."""

import json
import threading
import time
import urllib.error
import urllib.request

import _pulsar
import pulsar
from infinitic_protocol import Topics, partition
from pulsar.schema import BytesSchema, Schema

LOOK_MILLIS = 5


class EncodedAvro(Schema):
    """Bytes that are Avro already: the registry learns their schema, and the message its version."""

    def __init__(self, schema):
        super().__init__(bytes, _pulsar.SchemaType.AVRO, schema, "EngineMessage")

    def encode(self, obj):
        return obj


class RawMessage(BytesSchema):
    """Gives the message of the native client, which knows the version of its schema."""

    def decode_message(self, msg):
        return msg


def registered_schema(web_url, tenant, namespace, topic, version=None):
    """From the registry: that version or the newest one; None if there is none."""
    path = f"{web_url}/admin/v2/schemas/{tenant}/{namespace}/{topic}/schema"
    try:
        with urllib.request.urlopen(path if version is None else f"{path}/{version}") as answer:
            return json.loads(json.load(answer)["data"])
    except urllib.error.HTTPError as e:
        if e.code == 404:
            return None
        raise


class Delivery:
    def __init__(self, transport, consumer, message):
        self._transport = transport
        self._consumer = consumer
        self._message = message
        self.data = message.data()

    def writer(self):
        """The schema it was written with."""
        return self._transport.schema(self._message)

    def acknowledge(self):
        self._consumer.acknowledge(self._message)

    def give_back(self):
        self._consumer.negative_acknowledge(self._message)


class PulsarTransport:
    """engine_schema: that of the protocol; concurrency: that of the worker."""

    def __init__(self, broker_url, web_url, tenant, namespace, service, engine_schema, concurrency=10):
        self._topics = Topics(tenant, namespace)
        self._registry = (web_url, tenant, namespace)
        self._client = pulsar.Client(broker_url)
        self._partitions = len(self._client.get_topic_partitions(self._topics.engine()))
        self._engine_schema = engine_schema
        self._producers = {}
        self._lock = threading.Lock()
        self._writers = {}
        self._lanes = [self._subscribe(topic, concurrency) for topic in self._topics.tasks(service)]

    def _subscribe(self, topic, concurrency):
        return self._client.subscribe(
            topic, Topics.SUBSCRIPTION,
            consumer_type=pulsar.ConsumerType.Shared,
            initial_position=pulsar.InitialPosition.Earliest,
            schema=RawMessage(),
            receiver_queue_size=concurrency,
            batch_index_ack_enabled=True,
            negative_ack_redelivery_delay_ms=1000)

    def receive(self, seconds):
        """The next delivery, of high priority if there is one; None if there is none for so long."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for consumer in self._lanes:
                try:
                    return Delivery(self, consumer, consumer.receive(LOOK_MILLIS))
                except pulsar.Timeout:
                    pass
        return None

    def schema(self, message):
        key = (message.topic_name().rsplit("/", 1)[1], message.value().int_schema_version())
        if key not in self._writers:
            self._writers[key] = registered_schema(*self._registry, *key)
        return self._writers[key]

    def send(self, workflow_id, data):
        index = partition(workflow_id, self._partitions)
        with self._lock:
            if index not in self._producers:
                self._producers[index] = self._client.create_producer(
                    self._topics.engine_partition(index), schema=EncodedAvro(self._engine_schema))
        self._producers[index].send(data, partition_key=workflow_id)

    def listen(self, address, hear):
        self._client.subscribe(
            self._topics.replies(address), "reply",
            message_listener=lambda consumer, message: hear(message.data()))

    def close(self):
        self._client.close()
