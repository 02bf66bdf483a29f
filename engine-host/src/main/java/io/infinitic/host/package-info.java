/**
 * Owns partitions: reads their log, folds it through the engines, publishes what they ask for,
 * checkpoints, keeps timers. All I/O of the engine is here; nothing is decided here.
 */
@NullMarked
package io.infinitic.host;

import org.jspecify.annotations.NullMarked;
