/** A real, durable Pulsar in this process: broker, bookie and metadata on one machine. */
@NullMarked
package io.infinitic.pulsar.embedded;

import org.jspecify.annotations.NullMarked;
