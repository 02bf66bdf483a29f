/** Temporal's Java SDK on its test server, as a peer. */
@NullMarked
package io.infinitic.peers.temporal;

import org.jspecify.annotations.NullMarked;
