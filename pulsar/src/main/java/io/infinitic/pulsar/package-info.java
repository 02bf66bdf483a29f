/** The transport on Apache Pulsar, and the initialisation of a namespace for it. */
@NullMarked
package io.infinitic.pulsar;

import org.jspecify.annotations.NullMarked;
