"""A worker of the service com.acme.Prices: python prices.py --help"""

import argparse
import logging
import pathlib
import time

from infinitic_protocol import Protocol
from infinitic_worker import NotRetryable, Worker

PRICES = {"tea": 7, "rum": 19}


def total(attempt, article, count):
    if article not in PRICES:
        raise NotRetryable(f"no article {article}")
    return PRICES[article] * count


def take_stock(attempt, rows):
    """A long task: goes on where an attempt before it has stopped."""
    done = attempt.last_heartbeat or 0
    while done < rows:
        time.sleep(0.01)
        done += 1
        attempt.heartbeat(done)
    return done


TASKS = {"total": total, "takeStock": take_stock}


def main():
    from pulsar_transport import PulsarTransport, registered_schema

    here = pathlib.Path(__file__).parent
    parser = argparse.ArgumentParser()
    parser.add_argument("--broker", default="pulsar://localhost:6650")
    parser.add_argument("--web", default="http://localhost:8080")
    parser.add_argument("--tenant", default="infinitic")
    parser.add_argument("--namespace", default="dev")
    parser.add_argument("--service", default="com.acme.Prices")
    parser.add_argument("--schemas", default=here / "../../../avro-schemas/src/main/avro")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO)

    space = (options.web, options.tenant, options.namespace)
    protocol = Protocol(options.schemas, registered_schema(*space, "engine"))
    transport = PulsarTransport(
        options.broker, *space, options.service, protocol.engine_schema)
    worker = Worker(protocol, transport, TASKS)
    try:
        worker.run()
    except KeyboardInterrupt:
        worker.close()
        transport.close()


if __name__ == "__main__":
    main()
