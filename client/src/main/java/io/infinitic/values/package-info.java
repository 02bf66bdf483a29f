/**
 * User values on their way to the wire and back: payloads as JSON with their codecs, failures.
 * Shared by client and worker.
 */
@NullMarked
package io.infinitic.values;

import org.jspecify.annotations.NullMarked;
