/** A durable PostgreSQL for the peers that need one. */
@NullMarked
package io.infinitic.peers.postgres;

import org.jspecify.annotations.NullMarked;
