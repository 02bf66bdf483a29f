/** Restate, as a peer: its server is fetched by npm. */
@NullMarked
package io.infinitic.peers.restate;

import org.jspecify.annotations.NullMarked;
