/**
 * Runs workflow code on cooperative threads against a history: one event after the other, one
 * thread at a time, each command compared with the recorded one. Knows no transport.
 */
@NullMarked
package io.infinitic.workers.replay;

import org.jspecify.annotations.NullMarked;
