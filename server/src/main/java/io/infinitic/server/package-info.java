/** One process with everything: embedded Pulsar, store, engine; and the command line. */
@NullMarked
package io.infinitic.server;

import org.jspecify.annotations.NullMarked;
