/** DBOS Transact for Java, as a peer. */
@NullMarked
package io.infinitic.peers.dbos;

import org.jspecify.annotations.NullMarked;
