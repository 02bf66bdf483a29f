/** The worker: its builder, its configuration, its life cycle. */
@NullMarked
package io.infinitic.workers;

import org.jspecify.annotations.NullMarked;
