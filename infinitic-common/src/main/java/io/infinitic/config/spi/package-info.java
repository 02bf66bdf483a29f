/**
 * What a transport or a store is configured by, and how it is found: through
 * java.util.ServiceLoader, by the key of its section.
 */
@NullMarked
package io.infinitic.config.spi;

import org.jspecify.annotations.NullMarked;
