/** Starts workflows, waits for them and manages them. */
@NullMarked
package io.infinitic.clients;

import org.jspecify.annotations.NullMarked;
