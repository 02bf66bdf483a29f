/** Configuration as YAML: everything that is wrong with it is told at once, with lines. */
@NullMarked
package io.infinitic.config;

import org.jspecify.annotations.NullMarked;
