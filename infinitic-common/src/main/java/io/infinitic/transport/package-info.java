/**
 * How messages travel between clients, engine and workers: the interfaces that a broker's transport
 * implements. Nothing here knows a broker.
 */
@NullMarked
package io.infinitic.transport;

import org.jspecify.annotations.NullMarked;
