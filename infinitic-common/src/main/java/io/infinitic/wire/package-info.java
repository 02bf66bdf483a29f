/**
 * Encoding of the contract's records: raw Avro on topics, Avro with the writer schema's fingerprint
 * in stores.
 */
@NullMarked
package io.infinitic.wire;

import org.jspecify.annotations.NullMarked;
