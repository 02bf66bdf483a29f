/**
 * The transport and the state store in memory: the test kit, driven by the same engines, host,
 * client and worker.
 */
@NullMarked
package io.infinitic.memory;

import org.jspecify.annotations.NullMarked;
