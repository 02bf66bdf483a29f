/**
 * Local tasks: those that the process of a workflow runs itself. Runs attempts, and decides which
 * of them are the engine's. Knows neither histories nor a transport.
 */
@NullMarked
package io.infinitic.workers.local;

import org.jspecify.annotations.NullMarked;
