/**
 * Measures engines of durable workflows, each in a process of its own: {@link
 * io.infinitic.peers.Main} starts one after the other and reports, {@link io.infinitic.peers.Child}
 * is the process that measures one. What is measured is a {@link io.infinitic.peers.Peer}; which
 * there are is told in {@link io.infinitic.peers.Entrant}. Knows none of the engines.
 */
@NullMarked
package io.infinitic.peers;

import org.jspecify.annotations.NullMarked;
