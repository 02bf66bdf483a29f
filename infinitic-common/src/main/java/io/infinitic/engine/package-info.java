/**
 * What the two engines share: state rows, the fold of one message, and what a fold sends out. Pure
 * values; no clock, no I/O.
 */
@NullMarked
package io.infinitic.engine;

import org.jspecify.annotations.NullMarked;
