/** Infinitic, as a peer among others. */
@NullMarked
package io.infinitic.peers.infinitic;

import org.jspecify.annotations.NullMarked;
