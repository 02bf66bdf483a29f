/** Camunda 7, as a peer. */
@NullMarked
package io.infinitic.peers.camunda;

import org.jspecify.annotations.NullMarked;
